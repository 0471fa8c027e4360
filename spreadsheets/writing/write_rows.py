"""Write a checked import to the database in the caller's transaction: everything or nothing."""

from spreadsheets.checking.check_rows import CHUNK, CheckedImport
from spreadsheets.checking.rows import SheetRow
from spreadsheets.errors import DataChangedError


def write_checked_rows(checked: CheckedImport, *, user, reason: str):
    """Raises DataChangedError when a record differs from what the check saw."""
    parts = checked.to_write()
    for resource, _rows in parts[:1]:
        resource.lock_rows(parts)
    for resource, rows in parts:
        for start in range(0, len(rows), CHUNK):
            ensure_rows_unchanged(resource, rows[start : start + CHUNK])
    for resource, rows in parts:
        for row in rows:
            resource.save_row(row, user=user, reason=reason)
    for resource, rows in parts:
        resource.after_write(rows, user=user)


def ensure_rows_unchanged(resource, rows: list[SheetRow]):
    """Lock the records until the transaction ends; raises DataChangedError where one has changed since the check."""
    originals = {row.record.pk: row.original for row in rows if row.record.pk}
    names = [field.attname for field in resource.model._meta.concrete_fields if field.name not in resource.counter_fields]
    current = resource.model._default_manager.select_for_update().filter(pk__in=originals).order_by("pk").values(*names)
    found = {values[resource.model._meta.pk.attname]: values for values in current}
    for pk, original in originals.items():
        if found.get(pk) != {name: original[name] for name in names}:
            raise DataChangedError
