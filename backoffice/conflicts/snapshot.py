"""The snapshot: the stored values a page showed when it was opened, sent along in a hidden field and posted back.

It has the values themselves and not the number of a version, so that every change in between is found, also one that left
no version, and three values can be compared. It is signed, because it decides what is overwritten without asking.
"""

import datetime as dt
from decimal import Decimal

from django.core import signing
from django.db import models
from django.forms.models import InlineForeignKeyField
from django.utils import timezone

SNAPSHOT_FIELD = "_opened"
SnapshotValues = dict  # of one form: normalised value by field name
SnapshotRows = dict  # of one model: SnapshotValues by primary key as a string


def normalise_value(value):
    """Return a JSON value that is the same for the same content, whether it comes from the database, a form or JSON.

    Moments are in UTC to the second, decimals have no trailing zeros, None is "", records are their keys, sorted.
    """
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
    """Return the stored values of the record's fields in a form, normalised."""
    stored = getattr(form, "as_stored", form.initial)
    return {name: normalise_value(stored.get(name)) for name in conflict_checked_fields(form)}


def conflict_checked_fields(form) -> list[str]:
    """Return the names of the form's fields that are editable fields of the record."""
    model = form._meta.model._meta
    own = {field.name for field in (*model.fields, *model.many_to_many) if not field.primary_key} & set(form.initial)
    return [
        name
        for name, field in form.fields.items()
        if name in own and not field.disabled and not isinstance(field, InlineForeignKeyField)
    ]


def sign_snapshot(rows: dict[str, SnapshotRows], scope: str) -> str:
    """Return the snapshot as signed text that is valid only for the page named by `scope`."""
    return signing.dumps(rows, salt=f"opened.{scope}", compress=True)


def unsign_snapshot(text: str, scope: str) -> dict[str, SnapshotRows]:
    """Return the snapshot, or an empty one if the signature is wrong; then every difference counts as a conflict."""
    try:
        return signing.loads(text, salt=f"opened.{scope}")
    except signing.BadSignature:
        return {}
