"""The rows with errors, as they were sent, with what is wrong: to mend and to send again."""

from spreadsheets.cells import format_cell_text
from spreadsheets.exporting import file_formats
from spreadsheets.kinds import SpreadsheetKind
from spreadsheets.models import SpreadsheetJob, SpreadsheetRow
from spreadsheets.reading.tables import Table
from spreadsheets.reading.uploaded_file import read_spreadsheet

PROBLEM_TITLE = "问题"


def errors_workbook(kind: SpreadsheetKind, job: SpreadsheetJob) -> bytes:
    wrong: dict[str, dict[int, str]] = {}
    for row in job.rows.filter(outcome=SpreadsheetRow.Outcome.ERROR):
        words = [f"{title}：{sentence}" if title else sentence for _letter, title, sentence in row.errors]
        wrong.setdefault(row.sheet, {})[row.number] = "\n".join(words)
    tables = read_spreadsheet(bytes(job.content), kind.sheets).tables
    return file_formats.build_xlsx(
        [build_error_sheet(table, wrong[table.title[:60]]) for table in tables if table.title[:60] in wrong]
    )


def build_error_sheet(table: Table, wrong: dict[int, str]):
    """With the title our reader looks for. What was no text stays none; a formula becomes the text it was."""
    titles = [*(table.sheet.title_of(name) for name in table.columns), PROBLEM_TITLE]
    rows = ([*map(resendable_cell, cells.values()), wrong[number]] for number, cells in table.rows if number in wrong)
    return table.sheet.sheet_title(), titles, rows


def resendable_cell(value):
    return format_cell_text(value) if isinstance(value, str) else value
