"""Read an uploaded file. Its first bytes, not its name, decide what kind of file it is."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from spreadsheets.errors import SpreadsheetError
from spreadsheets.reading.csv_files import read_csv
from spreadsheets.reading.tables import Table
from spreadsheets.reading.workbooks import read_workbook

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(kw_only=True)
class SpreadsheetContents:
    """`left_aside` are the titles of worksheets that belong to no sheet of the kind."""

    tables: list[Table]
    left_aside: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(len(table.rows) for table in self.tables)


def read_spreadsheet(content: bytes, sheets) -> SpreadsheetContents:
    """Raises SpreadsheetError with a sentence for a file that cannot be read or has no rows."""
    if content.startswith(OLD_EXCEL):
        raise SpreadsheetError(_("This is an old .xls file or protected by a password. Save it as .xlsx and choose it again."))
    if content.startswith(ZIP):
        tables, left_aside = read_workbook(content, sheets)
    else:
        tables, left_aside = read_csv(content, sheets), []
    found = SpreadsheetContents(tables=tables, left_aside=left_aside)
    if not found.total:
        raise SpreadsheetError(_("There are no rows below the titles."))
    return found
