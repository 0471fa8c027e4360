"""Write rows to a file: a workbook, or CSV in UTF-8 with a byte order mark, so that Excel shows Chinese correctly."""

import csv
import io
from collections.abc import Iterable

from backoffice.formula_guard import escape_formula
from spreadsheets.cells import clean_cell_text, format_cell_text
from spreadsheets.limits import MAX_CELL

XLSX, CSV = "xlsx", "csv"
CONTENT_TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
MOMENT = "yyyy-mm-dd hh:mm"


def build_csv(titles: list[str], rows: Iterable[list]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(titles)
    writer.writerows(
        [escape_formula(clean_cell_text(value)) if isinstance(value, str) else format_cell_text(value) for value in row]
        for row in rows
    )
    return text.getvalue().encode("utf-8-sig")


def build_xlsx(sheets: Iterable[tuple[str, list[str], Iterable[list]]]) -> bytes:
    """Return a workbook. It is written row by row to a temporary file, so that long lists need no memory."""
    from openpyxl import Workbook  # 6 MB, which processes that write no workbook do without
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book, bold = Workbook(write_only=True), Font(bold=True)
    for title, titles, rows in sheets:
        page = book.create_sheet(title)
        page.freeze_panes = "A2"
        for number, name in enumerate(titles, 1):
            page.column_dimensions[get_column_letter(number)].width = max(10, min(2 * len(name) + 4, 30))
        page.append([build_xlsx_cell(page, name, font=bold) for name in titles])
        for row in rows:
            page.append([build_xlsx_cell(page, value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def build_xlsx_cell(page, value, *, font=None):
    """Return a cell in which a text stays a text, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        return None
    if not isinstance(value, str):
        cell = WriteOnlyCell(page, value)
        if hasattr(value, "hour"):
            cell.number_format = MOMENT
        return cell
    cell = WriteOnlyCell(page, escape_formula(clean_cell_text(value))[:MAX_CELL])
    cell.data_type = "s"
    if font:
        cell.font = font
    return cell
