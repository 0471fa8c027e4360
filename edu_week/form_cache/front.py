"""Booking forms and refusals from memory before Django sees the request, where the page is there already.

The others go on to the middleware.
"""

import time
from functools import lru_cache
from io import BytesIO

from django.core.handlers.wsgi import WSGIRequest
from django.db import InterfaceError, OperationalError

from content import clock
from edu_week.form_cache import opened_forms
from edu_week.form_cache.pages import FormKey, store
from edu_week.form_cache.refusals import find_refusal
from edu_week.page_cache import generation
from edu_week.page_cache.front import KeptAnswer, look_at, make_request_of
from edu_week.page_cache.middleware import tell_time
from events.bookings.full_slots import full_slots
from events.bookings.plain_requests import make_own_values


def find_opened_form(environ) -> KeptAnswer | None:
    """Return the booking form that this WSGI request opens, or None. Uses no database."""
    read_at = generation.reader.read_at  # before the number, which is then as new as that or newer
    current = generation.reader.known
    if environ["REQUEST_METHOD"] != "GET" or current is None or time.monotonic() - read_at >= generation.INTERVAL:
        return None
    parts = look_at(environ)
    page = store.get(key) if parts and (key := find_key_of_opened_form(parts)) else None
    if page is None or page.page is None or not page.is_fresh(current, clock.now()):
        return None
    content, headers = page.fill(environ.get("HTTP_ACCEPT_ENCODING", ""), make_own_values())
    return KeptAnswer("200 OK", [*headers.items(), ("Server-Timing", tell_time())], content, key.page.name)


@lru_cache(maxsize=4096)
def find_key_of_opened_form(parts: tuple[str, ...]) -> FormKey | None:
    return opened_forms.find_opened_form(make_request_of(parts))


def find_refused_form(environ) -> KeptAnswer | None:
    """Return the refusal of this WSGI request, or None. The request's body can still be read."""
    if environ["REQUEST_METHOD"] != "POST" or not full_slots.asked_at:
        return None
    request = WSGIRequest(environ)
    try:
        return answer_refused_form(environ, request)
    except (InterfaceError, OperationalError):  # the middleware says so
        return None
    finally:
        if hasattr(request, "_body"):
            environ["wsgi.input"] = BytesIO(request.body)


def answer_refused_form(environ, request: WSGIRequest) -> KeptAnswer | None:
    refusal = find_refusal(request)
    page = store.get(refusal.key) if refusal else None
    if page is None or page.page is None or not page.is_fresh(generation.reader.current(), clock.now()):
        return None
    content, headers = page.fill(environ.get("HTTP_ACCEPT_ENCODING", ""), refusal.values)
    return KeptAnswer(
        "409 Conflict", [*headers.items(), ("Server-Timing", tell_time())], content, refusal.key.page.name, refusal.slot.reason
    )
