"""Booking forms in this process's memory, and what a busy server says: rendered once by their view, then only filled in."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from content import clock
from content.database_threads import run_urgently
from edu_week.form_cache.cutting import CannotBeCut, CutPage, list_choices
from edu_week.form_cache.sample_values import SAMPLE_VALUES
from edu_week.page_cache import generation, keys
from edu_week.page_cache.bodies import list_accepted_codings
from edu_week.page_cache.middleware import make_page
from edu_week.page_cache.store import KeptPage, Store
from events.bookings.errors import BookingError
from events.bookings.plain_requests import OWN_FIELDS

MOST_BYTES = 8 * 1024 * 1024
OPENED, REFUSED = 200, 409
BUSY, BUSY_MEANWHILE = 429, dt.timedelta(minutes=5)


class FormKey(NamedTuple):
    """A form as it comes back: whose, with which slot chosen, and the name of what it is refused with; or as it is opened."""

    page: keys.Key
    slot: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class FormPage(KeptPage):
    """A form with the `slots` that can be chosen in it. Without a `page`: one that has to be rendered each time."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    page: CutPage | None = None
    slots: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        return super().size + (self.page.size if self.page else 0)

    def answer(self, request, values: Mapping[str, str]) -> HttpResponse | None:
        """Return the form filled in with these values; its own token comes back as it was sent."""
        if self.page is None:
            return None
        content, headers = self.fill(request.META.get("HTTP_ACCEPT_ENCODING", ""), values)
        return HttpResponse(content, status=self.status, headers=headers)

    def fill(self, accepted: str, values: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
        """Return body and headers for what the browser accepts."""
        if "gzip" in list_accepted_codings(accepted):
            content, coding = self.page.fill_gzip(values), {"Content-Encoding": "gzip"}
        else:
            content, coding = self.page.fill(values), {}
        return content, {**self.headers, **coding, "Content-Length": str(len(content))}


store = Store()


def find_page(key: FormKey, get_response, make_request: Callable, run: Callable = run_urgently) -> FormPage | None:
    """Return the page, or the last good one while another thread renders it; None if that has not even made the first.

    `make_request` returns the request whose answer it is, `run` does the rendering.
    """
    current, now = generation.reader.current(), clock.now()
    page = store.get(key)
    if page is not None and page.is_fresh(current, now):
        return page
    last = page if page is not None and page.is_usable_meanwhile(current, now) else None
    with store.rendering(key, wait=last is None) as is_ours:
        return run(render_page, key, get_response, make_request) if is_ours else last


def render_page(key: FormKey, get_response, make_request: Callable) -> FormPage:
    current, now = generation.reader.current(), clock.now()
    page = store.get(key)
    if page is None or not page.is_fresh(current, now):  # else made by the thread that this one waited for
        response = get_response(make_request())
        longest = None if key.refusal else dt.timedelta(seconds=settings.LIVE_PLACES_SECONDS)
        page = cut_response(response, make_page(key.page, response, current.number, now, longest))
        if page.status == BUSY:  # while the server is busy, rendering it anew may take long
            page = replace(page, usable_until=now + BUSY_MEANWHILE)
        store.put(key, page, most_bytes=MOST_BYTES)
    return page


def make_form_request(key: FormKey, make_refusal: Callable[[], BookingError]) -> WSGIRequest:
    """Return a request whose form is refused with this, whatever it asks for, and nothing booked."""
    request = keys.request_of_key(key.page, {"slot": key.slot, **SAMPLE_VALUES})
    request.make_refusal = make_refusal
    return request


def cut_response(response, kept: KeptPage) -> FormPage:
    uncut = FormPage(**vars(kept) | {"bodies": {}})
    if response.cookies or response.streaming or response.status_code not in (OPENED, REFUSED, BUSY):
        return uncut
    html, names = response.content.decode(), OWN_FIELDS if response.status_code == OPENED else SAMPLE_VALUES
    try:
        page = CutPage(html, [name for name in names if f'name="{name}"' in html])
    except CannotBeCut:
        return uncut
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    slots = frozenset(list_choices(html, "slot"))
    return replace(uncut, status=response.status_code, headers=dict(response.headers), page=page, slots=slots)
