"""Absolute URLs for feeds, calendars, mails and the open API."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

MARK = "token"


def prepend_base_url(path: str) -> str:
    """Return `path`, as returned by `reverse` and so including a sub-path, with the portal's scheme and host before it."""
    return f"{settings.BASE_URL}{path}"


def absolute_url(name: str, *args) -> str:
    return prepend_base_url(reverse(name, args=args))


def path_with_token(name: str, token: str) -> str:
    """Return the same as `reverse(name, args=[token])` of a token that the portal made, in the active language.

    Each booking asks several times, and Django looks through its patterns anew.
    """
    before, after = split_at_token(name, get_language(), get_script_prefix())
    return f"{before}{token}{after}"


@lru_cache(maxsize=100)
def split_at_token(name: str, language: str | None, prefix: str) -> list[str]:
    """Return what stands before and after the token; the path depends on the language and on where the portal is mounted."""
    before, _mark, after = reverse(name, args=[MARK]).rpartition(MARK)
    return [before, after]
