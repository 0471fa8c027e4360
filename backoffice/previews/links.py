"""Signed links to a page that is not public yet: who has one needs no account, and it ends by itself."""

import datetime as dt

from django.apps import apps
from django.core import signing
from django.utils import timezone

PREVIEW_LINK_DAYS = 7  # of real time
SALT = "content.preview"


def make_preview_token(record) -> str:
    return signing.dumps([record._meta.label_lower, record.pk], salt=SALT, compress=True)


def preview_valid_until() -> dt.datetime:
    """Of a link made now."""
    return timezone.now() + dt.timedelta(days=PREVIEW_LINK_DAYS)


def record_from_preview_token(token: str):
    """The record, or None when it is gone or archived. Raises `signing.BadSignature`, `SignatureExpired` when too old."""
    label, pk = signing.loads(token, salt=SALT, max_age=dt.timedelta(days=PREVIEW_LINK_DAYS))
    model = apps.get_model(label)
    return model._default_manager.filter(pk=pk).exclude(status=model.Status.ARCHIVED).first()
