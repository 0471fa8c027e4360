"""Read CSV as Excel saves it in China: UTF-8 with or without byte order mark, or GBK, and its “Unicode text”, which is UTF-16.

Between the cells stand commas, semicolons (Excel in some countries) or tabs (“Unicode text”): whatever gives the columns.
"""

import codecs
import csv
import io

from django.utils.translation import gettext as _

from spreadsheets import limits
from spreadsheets.errors import SpreadsheetError
from spreadsheets.reading.tables import Table, fill_table, missing_keys, read_header, require_keys

ENCODINGS = ("utf-8-sig", "gb18030")  # gb18030 reads all of GBK
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DELIMITERS = ",;\t；，"


def read_csv(content: bytes, sheets) -> list[Table]:
    """Return one table, for the sheet whose columns match best; raises SpreadsheetError."""
    text = decode_csv(content)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=find_delimiter(text, sheets), strict=True)
    try:
        numbered = ((lines.line_num, cells[: limits.MAX_COLUMNS]) for cells in lines)
        _line, header = next(numbered, (1, []))
        table = require_keys(best_matching_table([read_header(sheet, header) for sheet in sheets]))
        return [fill_table(table, number_csv_rows(numbered), limits.MAX_ROWS)]
    except csv.Error:
        raise SpreadsheetError(_("Line %(line)s is not CSV. Save the file anew from Excel.") % {"line": lines.line_num}) from None


def find_delimiter(text: str, sheets) -> str:
    """Return the sign that divides the first line into the most titles that a sheet knows; a comma where none does."""

    def count_known_titles(delimiter):
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        return max(len(read_header(sheet, header).columns) for sheet in sheets)

    return max(DELIMITERS, key=count_known_titles)


def number_csv_rows(numbered):
    """Number the rows as Excel does, where a cell of several lines is one row; the title row is 1."""
    for number, (_line, cells) in enumerate(numbered, 2):
        yield number, cells


def best_matching_table(tables: list[Table]) -> Table:
    return max(tables, key=lambda table: (not missing_keys(table), len(table.columns)))


def decode_csv(content: bytes) -> str:
    """Raises SpreadsheetError where no encoding fits."""
    for encoding in ("utf-16",) if content.startswith(UTF_16_MARKS) else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SpreadsheetError(_("The letters of this file cannot be read. Save it from Excel as “CSV UTF-8”."))
