"""What was checked, into the database: all of it or nothing, in the caller's transaction."""

from spreadsheets.checking.check_rows import CHUNK, CheckedImport
from spreadsheets.checking.rows import SheetRow
from spreadsheets.errors import DataChangedError


def write_checked_rows(checked: CheckedImport, *, user, reason: str):
    """Raises `Changed` when a record is no longer what the check saw."""
    parts = checked.to_write()
    for resource, _rows in parts[:1]:
        resource.lock(parts)
    for resource, rows in parts:
        for start in range(0, len(rows), CHUNK):
            ensure_rows_unchanged(resource, rows[start : start + CHUNK])
    for resource, rows in parts:
        for row in rows:
            resource.save_row(row, user=user, reason=reason)
    for resource, rows in parts:
        resource.written(rows, user=user)


def ensure_rows_unchanged(resource, rows: list[SheetRow]):
    """Against the rows as they are now, locked until the transaction ends."""
    known = {row.record.pk: row.original for row in rows if row.record.pk}
    names = [field.attname for field in resource.model._meta.concrete_fields if field.name not in resource.counted]
    now = resource.model._default_manager.select_for_update().filter(pk__in=known).order_by("pk").values(*names)
    found = {values[resource.model._meta.pk.attname]: values for values in now}
    for pk, original in known.items():
        if found.get(pk) != {name: original[name] for name in names}:
            raise DataChangedError
