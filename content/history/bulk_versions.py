"""Many new or changed records at once, each with its version: a few statements, however many records there are."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import models

from content.history.records import Versions

ROWS_AT_ONCE = 500
Links = Mapping[str, Sequence[Iterable[int]]]


def create_with_versions(records: Sequence[models.Model], *, links: Links | None = None, reason: str = ""):
    """Insert new records of one model, their links to many and a first version of each, in the caller's transaction.

    `links` has for the name of a field the keys that each record is linked with, in the order of `records`. No signals are
    sent and nothing is worked out: what `save` derives has to be there already.
    """
    if not records:
        return
    model = type(records[0])
    model._base_manager.bulk_create(records, batch_size=ROWS_AT_ONCE)
    versions = model.history.bulk_history_create(records, batch_size=ROWS_AT_ONCE, default_change_reason=reason)
    for name, keys_of_records in (links or {}).items():
        field = model._meta.get_field(name)
        ends = field.m2m_column_name(), field.m2m_reverse_name()
        pairs = [(record.pk, key) for record, keys in zip(records, keys_of_records, strict=True) for key in keys]
        rows = [field.remote_field.through(**dict(zip(ends, pair, strict=True))) for pair in pairs]
        field.remote_field.through.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    keep_links(model, records, versions)


def keep_versions(records: Sequence[models.Model], *, reason: str = ""):
    """Add a version of each record as it is in memory, after an `update()` of their rows; with its links as they are stored."""
    if not records:
        return
    model = type(records[0])
    versions = model.history.bulk_history_create(records, batch_size=ROWS_AT_ONCE, update=True, default_change_reason=reason)
    keep_links(model, records, versions)


def keep_links(model: type[models.Model], records: Sequence[models.Model], versions: Sequence[models.Model]):
    """Store with each version which other records its record is linked with."""
    version_of = dict(zip((record.pk for record in records), versions, strict=True))
    for field in model._meta.local_many_to_many:
        through, column = field.remote_field.through, field.m2m_column_name()
        names = [part.attname for part in through._meta.fields]
        kept = Versions.m2m_models[field]
        for keys in in_parts(list(version_of)):
            rows = through.objects.filter(**{f"{column}__in": keys}).values(*names)
            kept.objects.bulk_create([kept(history=version_of[row[column]], **row) for row in rows], batch_size=ROWS_AT_ONCE)


def in_parts(keys: Sequence) -> Iterable[Sequence]:
    return (keys[first : first + ROWS_AT_ONCE] for first in range(0, len(keys), ROWS_AT_ONCE))
