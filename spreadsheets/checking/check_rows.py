"""Check every row of a file without writing anything."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from spreadsheets.checking.rows import ERROR, SAME, SheetRow
from spreadsheets.kinds import SpreadsheetKind
from spreadsheets.permissions import Permissions
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
        checked.parts.append((resource, table, rows))
    return checked
