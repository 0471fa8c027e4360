"""Write rows to a file: a workbook, or CSV in UTF-8 with a byte order mark, so that Excel shows Chinese correctly."""

import csv
import datetime as dt
import io
import unicodedata
from collections.abc import Iterable
from itertools import chain, islice

from backoffice.formula_guard import escape_formula
from spreadsheets.cells import clean_cell_text, format_cell_text
from spreadsheets.limits import MAX_CELL

XLSX, CSV = "xlsx", "csv"
CONTENT_TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
# With the name of the day in Chinese, whatever the language of the program
DAY, MOMENT = "yyyy-mm-dd [$-804]aaa", "yyyy-mm-dd [$-804]aaa hh:mm"
DAY_WIDTH, MOMENT_WIDTH = len("2025-05-13 ") + 4, len("2025-05-13  09:30") + 4
MEASURED_ROWS = 500
NARROWEST, WIDEST, PADDING = 8, 60, 2  # characters of half width
PAPER_A4 = 9  # its number in the file format


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

    book, bold = Workbook(write_only=True), Font(bold=True)
    for title, titles, rows in sheets:
        rows = iter(rows)
        first = list(islice(rows, MEASURED_ROWS))
        page = book.create_sheet(title)
        widths = measure_columns(titles, first)
        set_up_page(page, widths)
        page.append([build_xlsx_cell(page, name, font=bold) for name in titles])
        for row in chain(first, rows):
            page.append([build_xlsx_cell(page, value, width=width) for value, width in zip(row, widths, strict=True)])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def measure_columns(titles: list[str], rows: list[list]) -> list[int]:
    """Return the width of each column in characters, so that its title and the values fit, the longest of them in lines."""
    lines = [titles, *rows]
    return [
        min(max([NARROWEST, *(text_width(line[number]) + PADDING for line in lines)]), WIDEST) for number in range(len(titles))
    ]


def text_width(value) -> int:
    """Return the width of a value's longest line in characters of half width: a Chinese one is two."""
    if value is None:
        return 0
    if isinstance(value, dt.date):
        return MOMENT_WIDTH if isinstance(value, dt.datetime) else DAY_WIDTH
    lines = str(value).splitlines() or [""]
    return max(sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line) for line in lines)


def set_up_page(page, widths: list[int]):
    """Column widths; printed across the page, as wide as the paper, with the titles on each sheet of it."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for number, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.freeze_panes = "A2"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", PAPER_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"


def build_xlsx_cell(page, value, *, font=None, width=WIDEST):
    """Return a cell in which a text stays a text, whatever it begins with; one wider than its column is broken into lines."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    if value is None or value == "":
        return None
    if not isinstance(value, str):
        cell = WriteOnlyCell(page, value)
        if isinstance(value, dt.date):
            cell.number_format = MOMENT if isinstance(value, dt.datetime) else DAY
        return cell
    cell = WriteOnlyCell(page, escape_formula(clean_cell_text(value))[:MAX_CELL])
    cell.data_type = "s"
    if font:
        cell.font = font
    if "\n" in value or text_width(value) > width:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
