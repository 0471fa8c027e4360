"""Signed links to records that are not public yet; they need no account and expire after `PREVIEW_LINK_DAYS`."""

import datetime as dt

from django.apps import apps
from django.core import signing
from django.utils import timezone

PREVIEW_LINK_DAYS = 7  # of real time
SALT = "content.preview"


def make_preview_token(record) -> str:
    return signing.dumps([record._meta.label_lower, record.pk], salt=SALT, compress=True)


def preview_valid_until() -> dt.datetime:
    """Return when a link made now expires, in real time."""
    return timezone.now() + dt.timedelta(days=PREVIEW_LINK_DAYS)


def record_from_preview_token(token: str):
    """Return the record, or None if it was deleted or archived.

    Raises `signing.BadSignature`; `signing.SignatureExpired` if the link is too old.
    """
    label, pk = signing.loads(token, salt=SALT, max_age=dt.timedelta(days=PREVIEW_LINK_DAYS))
    model = apps.get_model(label)
    return model._default_manager.filter(pk=pk).exclude(status=model.Status.ARCHIVED).first()
