"""What a server says whose line is full, from memory: press again in a few seconds. A form comes back filled in."""

import random
from functools import lru_cache, partial
from urllib.parse import parse_qsl

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import get_script_prefix

from edu_week.form_cache.pages import FormKey, find_page, make_form_request
from edu_week.form_cache.sent_forms import find_slug, make_page_key
from edu_week.sent_forms import list_sent_fields
from events.bookings.errors import ServerBusy

RETRY_SECONDS = (2, 8)  # not all come back at once, and nobody is still away when a line of some seconds has ended


def answer_busy(request, get_response) -> HttpResponse:
    """Return the answer, status 429, with Retry-After. Nothing of the request was looked at."""
    response = return_form(request, get_response) if find_slug(request) else None
    response = response or HttpResponse(render_busy_page(tuple(list_sent_fields(request))), status=429)
    response.headers["Retry-After"] = str(random.randint(*RETRY_SECONDS))  # noqa: S311
    response.headers["Cache-Control"] = "no-store"
    return response


def return_form(request, get_response) -> HttpResponse | None:
    """Return the booking form as it was sent, with its token, so that sending it once more loses nothing."""
    sent = dict(parse_qsl(request.body.decode("latin-1"), keep_blank_values=True))
    page = find_form(request, get_response, "")
    if page and sent.get("slot") in page.slots:
        page = find_form(request, get_response, sent["slot"])
    return page.answer(request, sent) if page else None


def find_form(request, get_response, slot: str):
    key = FormKey(make_page_key(request, slot), slot, ServerBusy.__name__)
    return find_page(key, get_response, partial(make_form_request, key, ServerBusy))


def render_busy_page(sent: tuple[tuple[str, str], ...]) -> str:
    """Render the page without a form; `sent` are the fields of another public form than that for booking."""
    return render_to_string("429.html", {"home": get_script_prefix(), "sent": sent}) if sent else render_busy_page_once()


@lru_cache(maxsize=1)
def render_busy_page_once() -> str:
    return render_to_string("429.html", {"home": get_script_prefix()})
