"""A workbook of the rows with errors, as they were uploaded, with the errors beside them: to correct and upload again."""

from spreadsheets.cells import format_cell_text
from spreadsheets.exporting import file_formats
from spreadsheets.kinds import SpreadsheetKind
from spreadsheets.models import SpreadsheetJob, SpreadsheetRow
from spreadsheets.reading.tables import Table
from spreadsheets.reading.uploaded_file import read_spreadsheet

PROBLEM_TITLE = "问题"


def errors_workbook(kind: SpreadsheetKind, job: SpreadsheetJob) -> bytes:
    errors: dict[str, dict[int, str]] = {}  # by worksheet and row
    for row in job.rows.filter(outcome=SpreadsheetRow.Outcome.ERROR):
        sentences = [f"{title}：{sentence}" if title else sentence for _letter, title, sentence in row.errors]
        errors.setdefault(row.sheet, {})[row.number] = "\n".join(sentences)
    tables = read_spreadsheet(bytes(job.content), kind.sheets).tables
    return file_formats.build_xlsx(
        [build_error_sheet(table, errors[table.title[:60]]) for table in tables if table.title[:60] in errors]
    )


def build_error_sheet(table: Table, errors: dict[int, str]):
    """Return (title, column titles, lines) for `build_xlsx`; the title is the one that an import looks for."""
    titles = [*(table.sheet.title_of(name) for name in table.columns), PROBLEM_TITLE]
    rows = ([*map(resendable_cell, cells.values()), errors[number]] for number, cells in table.rows if number in errors)
    return table.sheet.sheet_title(), titles, rows


def resendable_cell(value):
    """Numbers and dates stay what they are; a formula becomes its text, so that it can be seen and replaced."""
    return format_cell_text(value) if isinstance(value, str) else value
