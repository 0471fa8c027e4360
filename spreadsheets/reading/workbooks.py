"""Read workbooks row by row; macros, pictures and formats in them are ignored."""

import warnings
from datetime import timedelta
from io import BytesIO

from django.utils.translation import gettext as _

from spreadsheets import limits
from spreadsheets.cells import ErrorCell, FormulaCell
from spreadsheets.errors import SpreadsheetError
from spreadsheets.reading.merged_cells import refuse_merged_cells
from spreadsheets.reading.tables import Table, fill_table, normalise_title, read_header, require_keys
from spreadsheets.reading.zip_safety import check_zip_safety

IGNORED_SHEETS = ("说明", "选项")  # of the templates this app writes


def read_workbook(content: bytes, sheets) -> tuple[list[Table], list[str]]:
    """Return the tables in the order of `sheets` and the titles of worksheets left aside; raises SpreadsheetError."""
    from openpyxl import load_workbook  # 6 MB, which processes that read no workbook do without

    check_zip_safety(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of formats and extensions that do not affect the rows
            book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
            return read_tables(book, sheets)
    except SpreadsheetError:
        raise
    except Exception:  # a damaged workbook fails anywhere in the library, with any error
        raise SpreadsheetError(_("This is not an Excel workbook, or it is damaged.")) from None


def read_tables(book, sheets) -> tuple[list[Table], list[str]]:
    pages = [page for page in book.worksheets if page.title not in IGNORED_SHEETS]
    chosen = {sheet: next((page for page in pages if matches_sheet_title(page, sheet)), None) for sheet in sheets}
    if not any(chosen.values()) and len(pages) == 1:
        chosen = {sheets[0]: pages[0]}
    tables, rows_left = [], limits.MAX_ROWS
    for sheet, page in chosen.items():
        if page is not None:
            tables.append(read_table(page, sheet, rows_left))
            rows_left -= len(tables[-1].rows)
    if not tables:
        titles = "、".join(f"「{sheet.sheet_title()}」" for sheet in sheets)
        raise SpreadsheetError(_("There is no worksheet %(titles)s. The template has them.") % {"titles": titles})
    return tables, [page.title[:60] for page in pages if page not in chosen.values()]


def matches_sheet_title(page, sheet) -> bool:
    return normalise_title(page.title) in (normalise_title(sheet.sheet_title()), sheet._meta.model._meta.model_name)


def read_table(page, sheet, max_rows: int) -> Table:
    page.reset_dimensions()  # a file may claim to be a million columns wide
    rows = enumerate(page.iter_rows(max_col=limits.MAX_COLUMNS), 1)
    _number, header = next(rows, (1, ()))
    table = read_header(sheet, [cell.value for cell in header])
    refuse_merged_cells(page, set(table.columns.values()))
    require_keys(table)
    table.title = page.title
    columns = sorted(table.columns.values())
    return fill_table(table, ((number, pick_row_cells(cells, columns)) for number, cells in rows if cells), max_rows)


def pick_row_cells(cells, columns: list[int]) -> list:
    """Return the values of a row by column, None where the column is not in `columns`."""
    values = [None] * (columns[-1] + 1)
    for column in columns:
        values[column] = read_cell_value(cells[column])
    return values


def read_cell_value(cell):
    value = cell.value
    if cell.data_type == "f":
        return FormulaCell(value)
    if cell.data_type == "e":
        return ErrorCell(value)
    if isinstance(value, timedelta):
        return str(value)
    return value.replace("_x000D_", "") if isinstance(value, str) else value
