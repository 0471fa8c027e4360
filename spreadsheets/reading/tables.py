"""Turn the rows of a file into cells by field name, and note which columns were left aside."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import override

from spreadsheets import limits
from spreadsheets.cells import format_cell_text, is_blank_cell, to_half_width
from spreadsheets.errors import SpreadsheetError


@dataclass(kw_only=True)
class Table:
    """`rows` are (row number in the file, {field: cell}); `columns` maps a field to its column, from 0.

    `unknown` are the titles of the columns left aside.
    """

    sheet: type
    title: str
    columns: dict[str, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict]] = field(default_factory=list)

    def take_rows(self, count: int) -> list[tuple[int, dict]]:
        """Take the first rows out of the table and return them."""
        taken, self.rows = self.rows[:count], self.rows[count:]
        return taken


def known_headers(sheet) -> dict[str, str]:
    """Map Chinese titles, English titles and field names, all normalised, to the field."""
    known = {}
    for language in ("en", "zh-hans"):
        with override(language):
            known.update({normalise_title(sheet.title_of(name)): name for name in sheet.names()})
    return {**known, **{normalise_title(name): name for name in sheet.names()}}


def normalise_title(text: str) -> str:
    return to_half_width(text).rstrip("*").strip().lower()


def read_header(sheet, cells) -> Table:
    """Return an empty table with the columns found; raises SpreadsheetError where two columns name one field."""
    known, table = known_headers(sheet), Table(sheet=sheet, title=sheet.sheet_title())
    for index, cell in enumerate(cells):
        title = format_cell_text(cell)
        name = known.get(normalise_title(title)) if title.strip() else None
        if name in table.columns:
            raise SpreadsheetError(_("Two columns are called “%(title)s”.") % {"title": title[:60]})
        if name:
            table.columns[name] = index
        elif title.strip():
            table.unknown.append(title[:60])
    return table


def missing_keys(table: Table) -> list[str]:
    return [name for name in table.sheet._meta.import_id_fields if name not in table.columns]


def fill_table(table: Table, rows: Iterator, max_rows: int) -> Table:
    """Add the rows that are not blank; raises SpreadsheetError where there are more than `max_rows`."""
    for number, cells in rows:
        found = {name: cells[index] if index < len(cells) else None for name, index in table.columns.items()}
        if all(map(is_blank_cell, found.values())):
            continue
        if len(table.rows) >= max_rows:
            raise SpreadsheetError(_("More than %(rows)s rows. Divide the file.") % {"rows": limits.MAX_ROWS})
        table.rows.append((number, found))
    return table


def require_keys(table: Table) -> Table:
    """Return the table; raises SpreadsheetError where a column that identifies records is missing."""
    missing = [f"「{table.sheet.title_of(name)}」" for name in missing_keys(table)]
    if missing:
        names = {"sheet": table.title, "columns": "".join(missing)}
        raise SpreadsheetError(
            _("“%(sheet)s” lacks the column %(columns)s in its first row. Without it no row says which record it is.") % names
        )
    return table
