"""Every row of a file, decided without writing anything."""

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
    """`parts` are (resource, table, rows), in the order they are to be written."""

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
        """The same while the file would do the same."""
        told = [(table.title, row.number, row.outcome, row.changes, row.errors) for _r, table, rows in self.parts for row in rows]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def to_write(self) -> list[tuple]:
        return [(resource, [row for row in rows if row.outcome != SAME]) for resource, _table, rows in self.parts]


def check_import(
    kind: SpreadsheetKind, contents: SpreadsheetContents, access: Permissions, tell: Callable[[int], None]
) -> CheckedImport:
    """`tell` hears how many rows are done."""
    checked, done = CheckedImport(contents=contents), 0
    for table in sorted(contents.tables, key=lambda table: kind.sheets.index(table.sheet)):
        resource = table.sheet(access)
        for before, _table, _rows in checked.parts:
            resource.add_references(before.met)
        rows: list[SheetRow] = []
        for start in range(0, len(table.rows), CHUNK):
            chunk = table.rows[start : start + CHUNK]
            resource.load([cells for _number, cells in chunk])
            for number, cells in chunk:
                rows.append(resource.check_row(number, cells))
                done += 1
                tell(done)
        checked.parts.append((resource, table, rows))
    return checked
