"""The booking form as whoever opens it gets it: rendered at most once in a second, then with a token and a time of its own.

Its places are those of live places, at most as old; whether there is one is decided when the form is sent.
"""

from functools import lru_cache

from edu_week.form_cache.pages import FormKey
from edu_week.form_cache.sent_forms import may_be_from_memory, slug_of_path
from edu_week.page_cache import keys
from events.bookings.plain_requests import PLAIN_VALUES


def find_opened_form(request) -> FormKey | None:
    """Return the key of the form that this request opens, or None if it has to go its whole way."""
    meta = request.META
    if request.method not in ("GET", "HEAD") or len(meta.get("QUERY_STRING", "")) > keys.LONGEST_QUERY:
        return None
    if not may_be_from_memory(request):
        return None
    if slug_of_path(request.path_info) is None:
        return None
    cookies = meta.get("HTTP_COOKIE", "")
    page = keys.Key(
        "session_book",
        request.scheme,
        keys.allowed_host(request),
        request.path_info,
        known_query(meta.get("QUERY_STRING", "")),
        keys.display_cookies(cookies) if cookies else "",
        "",
    )
    return FormKey(page)


@lru_cache(maxsize=1024)
def known_query(query: str) -> str:
    """Return what the form's view knows of it: which slot, and that it is for a class."""
    return "&".join(part for part in dict.fromkeys(query.split("&")) if part == "as=class" or names_slot(part))


def names_slot(part: str) -> bool:
    name, _equals, value = part.partition("=")
    return name == "slot" and bool(PLAIN_VALUES["slot"].fullmatch(value))
