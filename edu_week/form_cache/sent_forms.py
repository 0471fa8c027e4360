"""Booking forms as browsers send them, recognised before anything else looks at the request."""

from functools import lru_cache

from django.conf import settings

from edu_week.page_cache import keys

LONGEST_BODY = 16_384  # bytes; a form with every field full has about 5,000


def find_slug(request) -> str | None:
    """Return the session's slug if this is what a browser sends with its booking form and the form may be kept, else None."""
    meta = request.META
    if request.method != "POST" or meta.get("CONTENT_TYPE") != keys.FORM_TYPE:
        return None
    length = meta.get("CONTENT_LENGTH") or ""
    is_short = length.isdecimal() and int(length) <= LONGEST_BODY
    return slug_of_path(request.path_info) if is_short and may_be_from_memory(request) else None


def may_be_from_memory(request) -> bool:
    """Whether nothing but the address of the request could make its answer one that only its sender may get."""
    if not settings.PAGE_CACHE_MB or settings.PROOF_OF_WORK or keys.is_personal(request.META.get("HTTP_COOKIE", "")):
        return False
    return len(request.path_info) <= keys.LONGEST_PATH and bool(keys.allowed_host(request))


def slug_of_path(path: str) -> str | None:
    match = keys.match_path(path)
    return match.kwargs["slug"] if match and match.view_name == "session_book" else None


def is_for_class(request) -> bool:
    return "as=class" in request.META.get("QUERY_STRING", "").split("&")


def make_page_key(request, slot: str) -> keys.Key:
    """Return the key of the form's own page; of its parameters only the kind of booking and the slot that was sent count."""
    cookies, query = request.META.get("HTTP_COOKIE", ""), request.META.get("QUERY_STRING", "")
    return keys.Key(
        "session_book",
        request.scheme,
        keys.allowed_host(request),
        request.path_info,
        known_query(query, slot) if query else "",
        keys.display_cookies(cookies) if cookies else "",
        "",
    )


@lru_cache(maxsize=1024)
def known_query(query: str, slot: str) -> str:
    known = {f"slot={slot}", "as=class"}
    return "&".join(part for part in dict.fromkeys(query.split("&")) if part in known)
