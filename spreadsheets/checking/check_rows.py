"""Check every row of a file without writing anything."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from spreadsheets.checking.rows import ERROR, SAME, SheetRow
from spreadsheets.errors import SpreadsheetError
from spreadsheets.kinds import SpreadsheetKind
from spreadsheets.permissions import Permissions
from spreadsheets.reading.tables import Table
from spreadsheets.reading.uploaded_file import SpreadsheetContents

CHUNK = 200


@dataclass(kw_only=True)
class CheckedImport:
    """The outcome of a check; `parts` are (resource, table, rows) in the order in which they are to be written."""

    contents: SpreadsheetContents
    parts: list[tuple] = field(default_factory=list)

    def rows(self) -> list[SheetRow]:
        return [row for _resource, _table, rows in self.parts for row in rows]

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(row.outcome for row in self.rows()))

    @property
    def is_clean(self) -> bool:
        return not any(row.outcome == ERROR for row in self.rows())

    @property
    def digest(self) -> str:
        """SHA-256 of what the import would do: two checks with the same digest would write the same."""
        outcomes = [
            (table.title, row.number, row.outcome, row.changes, row.errors) for _r, table, rows in self.parts for row in rows
        ]
        return hashlib.sha256(json.dumps(outcomes).encode()).hexdigest()

    def to_write(self) -> list[tuple]:
        return [(resource, [row for row in rows if row.outcome != SAME]) for resource, _table, rows in self.parts]


def check_import(
    kind: SpreadsheetKind, contents: SpreadsheetContents, permissions: Permissions, report_progress: Callable[[int], None]
) -> CheckedImport:
    """Check all sheets of a file in the order of the kind; `report_progress` is called with the number of rows done.

    The rows are taken out of `contents`: what the file says of them is not needed twice.
    """
    checked, done = CheckedImport(contents=contents), 0
    for table in sorted(contents.tables, key=lambda table: kind.sheets.index(table.sheet)):
        resource = table.sheet(permissions)
        for before, _table, _rows in checked.parts:
            resource.add_references(before.referable_records)
        rows: list[SheetRow] = []
        while chunk := table.take_rows(CHUNK):
            resource.load([cells for _number, cells in chunk])
            for number, cells in chunk:
                rows.append(resource.check_row(number, cells))
                done += 1
                report_progress(done)
        refuse_missing_columns(resource, table, rows)
        checked.parts.append((resource, table, rows))
    return checked


def refuse_missing_columns(resource, table: Table, rows: list[SheetRow]):
    """Raise SpreadsheetError where rows fail for a column that the file does not have: one sentence, not one for each row."""
    failed = {name for row in rows for name, _sentence in row.errors}
    missing = [f"「{resource.title_of(name)}」" for name in resource.names() if name in failed and name not in table.columns]
    if missing:
        sentence = _("“%(sheet)s” lacks the column %(columns)s, which its new rows need. Add it, named as in the template.")
        raise SpreadsheetError(sentence % {"sheet": table.title, "columns": "".join(missing)})
