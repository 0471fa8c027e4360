"""The rows with errors, as they were sent, with what is wrong: to mend and to send again."""

from spreadsheets.exporting import file_formats
from spreadsheets.cells import text_of
from spreadsheets.kinds import Kind
from spreadsheets.models import ExchangeJob, ExchangeRow
from spreadsheets.reading.uploaded_file import read
from spreadsheets.reading.tables import Table

PROBLEM = "问题"


def errors_workbook(kind: Kind, job: ExchangeJob) -> bytes:
    wrong: dict[str, dict[int, str]] = {}
    for row in job.rows.filter(outcome=ExchangeRow.Outcome.ERROR):
        words = [f"{title}：{sentence}" if title else sentence for _letter, title, sentence in row.errors]
        wrong.setdefault(row.sheet, {})[row.number] = "\n".join(words)
    tables = read(bytes(job.content), kind.sheets).tables
    return file_formats.xlsx_of([part(table, wrong[table.title[:60]]) for table in tables if table.title[:60] in wrong])


def part(table: Table, wrong: dict[int, str]):
    """With the title our reader looks for. What was no text stays none; a formula becomes the text it was."""
    titles = [*(table.sheet.title_of(name) for name in table.columns), PROBLEM]
    rows = ([*map(plain, cells.values()), wrong[number]] for number, cells in table.rows if number in wrong)
    return table.sheet.sheet_title(), titles, rows


def plain(value):
    return text_of(value) if isinstance(value, str) else value
