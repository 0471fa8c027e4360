"""Addresses for readers outside the site: feeds, calendars, the open interface."""

from django.conf import settings
from django.urls import reverse


def prepend_base_url(path: str) -> str:
    """`path` as `reverse` gives it, the sub-path already in it, with the portal's own scheme and host before it."""
    return f"{settings.BASE_URL}{path}"


def absolute_url(name: str, *args) -> str:
    return prepend_base_url(reverse(name, args=args))
