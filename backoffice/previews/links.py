"""Signed links to a page that is not public yet: who has one needs no account, and it ends by itself."""

import datetime as dt

from django.apps import apps
from django.core import signing
from django.utils import timezone

DAYS = 7  # of real time
SALT = "content.preview"


def token_for(record) -> str:
    return signing.dumps([record._meta.label_lower, record.pk], salt=SALT, compress=True)


def valid_until() -> dt.datetime:
    """Of a link made now."""
    return timezone.now() + dt.timedelta(days=DAYS)


def record_of(token: str):
    """The record, or None when it is gone or archived. Raises `signing.BadSignature`, `SignatureExpired` when too old."""
    label, pk = signing.loads(token, salt=SALT, max_age=dt.timedelta(days=DAYS))
    model = apps.get_model(label)
    return model._default_manager.filter(pk=pk).exclude(status=model.Status.ARCHIVED).first()
