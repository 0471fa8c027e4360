"""Signed links to records that are not public yet; they need no account and expire after `PREVIEW_LINK_DAYS`."""

import datetime as dt

from django.apps import apps
from django.core import signing
from django.utils import timezone

PREVIEW_LINK_DAYS = 7  # of real time
SALT = "content.preview"


def make_preview_token(record, *, page: str = "") -> str:
    """Return the token for the record's own page, or for another public page, by its URL name, that shows what it will change."""
    parts = [record._meta.label_lower, record.pk, *([page] if page else [])]
    return signing.dumps(parts, salt=SALT, compress=True)


def preview_valid_until() -> dt.datetime:
    """Return when a link made now expires, in real time."""
    return timezone.now() + dt.timedelta(days=PREVIEW_LINK_DAYS)


def read_preview_token(token: str) -> tuple:
    """Return (record, page): None for a record that was deleted or archived, "" for its own page.

    Raises `signing.BadSignature`; `signing.SignatureExpired` if the link is too old.
    """
    label, pk, *page = signing.loads(token, salt=SALT, max_age=dt.timedelta(days=PREVIEW_LINK_DAYS))
    model = apps.get_model(label)
    record = model._default_manager.filter(pk=pk).exclude(status=model.Status.ARCHIVED).first()
    return record, next(iter(page), "")
