"""What a page showed when it was opened. It goes out with the page and comes back with what was typed.

The values themselves and not the number of a version: so every change in between is found, also one that left no version,
and three values can be laid side by side. Signed, because what comes back decides what is overwritten without asking.
"""

import datetime as dt
from decimal import Decimal

from django.core import signing
from django.db import models
from django.forms.models import InlineForeignKeyField
from django.utils import timezone

SNAPSHOT_FIELD = "_opened"
SnapshotValues = dict  # of one form: plain value by field
SnapshotRows = dict  # of one kind of record: Values by key, as text


def normalise_value(value):
    """The same for the same content, whether it comes from the database, a form or JSON."""
    if value is None:
        return ""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, (list, tuple, models.QuerySet)):
        items = [normalise_value(item) for item in value]
        is_records = len(value) > 0 and isinstance(next(iter(value)), models.Model)
        return sorted(items, key=str) if is_records else items
    return normalise_scalar(value)


def normalise_scalar(value):
    if isinstance(value, dt.datetime):
        return timezone.localtime(value, dt.UTC).replace(microsecond=0).isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (bool, int, dict)):
        return value
    return str(value).replace("\r\n", "\n").strip()


def snapshot_form(form) -> SnapshotValues:
    """Plain values of the record's fields in a form, as the database has them."""
    stored = getattr(form, "as_stored", form.initial)
    return {name: normalise_value(stored.get(name)) for name in conflict_checked_fields(form)}


def conflict_checked_fields(form) -> list[str]:
    """The fields of the form that are fields of the record and can be changed."""
    model = form._meta.model._meta
    own = {field.name for field in (*model.fields, *model.many_to_many) if not field.primary_key} & set(form.initial)
    return [
        name
        for name, field in form.fields.items()
        if name in own and not field.disabled and not isinstance(field, InlineForeignKeyField)
    ]


def sign_snapshot(rows: dict[str, SnapshotRows], about: str) -> str:
    return signing.dumps(rows, salt=f"opened.{about}", compress=True)


def unsign_snapshot(text: str, about: str) -> dict[str, SnapshotRows]:
    """Nothing known where it was damaged: then whatever differs is asked about."""
    try:
        return signing.loads(text, salt=f"opened.{about}")
    except signing.BadSignature:
        return {}
