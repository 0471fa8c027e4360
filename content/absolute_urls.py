"""Absolute URLs for feeds, calendars, mails and the open API."""

from django.conf import settings
from django.urls import reverse


def prepend_base_url(path: str) -> str:
    """Return `path`, as returned by `reverse` and so including a sub-path, with the portal's scheme and host before it."""
    return f"{settings.BASE_URL}{path}"


def absolute_url(name: str, *args) -> str:
    return prepend_base_url(reverse(name, args=args))
