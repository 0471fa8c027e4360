"""The current change: everything saved within one request, or within `group_as_one_change`, belongs to one change."""

import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

history_context = HistoricalRecords.context  # local to the thread; django-simple-history's middleware stores the request there

REASON_LENGTH = 100  # of the column in django-simple-history


class Author(models.TextChoices):
    STAFF = "staff", _("A former member of staff")  # shown only if the account was deleted
    LOADER = "loader", _("The loader")
    PORTAL = "portal", _("The portal")


@dataclass(frozen=True)
class Change:
    author: str
    user: models.Model | None = None
    key: uuid.UUID = field(default_factory=uuid.uuid4)


@contextmanager
def group_as_one_change(author: str = Author.PORTAL, *, user=None):
    """Everything saved inside belongs to one change, made by `user`, or without one by `author`."""
    before = getattr(history_context, "change", None)
    history_context.change = Change(author=Author.STAFF if user else author, user=user)
    try:
        yield history_context.change
    finally:
        history_context.change = before


def current_change() -> Change | None:
    change = getattr(history_context, "change", None)
    return change or change_of_request(getattr(history_context, "request", None))


def change_of_request(request) -> Change | None:
    if request is None:
        return None
    if not hasattr(request, "_change"):
        user = getattr(request, "user", None)
        signed_in = user if user is not None and user.is_authenticated else None
        request._change = Change(author=Author.STAFF if signed_in else Author.PORTAL, user=signed_in)
    return request._change


def current_key() -> uuid.UUID | None:
    change = current_change()
    return change.key if change else None


def current_author() -> str | None:
    change = current_change()
    return change.author if change else None


def current_user(instance=None, **_more):
    change = current_change()
    return change.user if change else None
