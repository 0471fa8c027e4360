"""Which sent booking forms are refused from memory, and with which page."""

from collections.abc import Mapping
from typing import NamedTuple

from content import clock
from edu_week.form_cache.pages import FormKey
from edu_week.form_cache.sent_forms import find_slug, is_for_class, make_page_key
from events.bookings.full_slots import COOKIE_OF_RECENT_BOOKING, FullSlot, full_slots
from events.bookings.plain_requests import read_plain_request


class Refusal(NamedTuple):
    key: FormKey
    slot: FullSlot
    values: Mapping[str, str]  # as they were sent


def find_refusal(request) -> Refusal | None:
    """Return how the request is refused, or None if it has to go its whole way."""
    slug = find_slug(request) if full_slots.asked_at else None
    if slug is None or is_for_class(request) or COOKIE_OF_RECENT_BOOKING in request.META.get("HTTP_COOKIE", ""):
        return None
    sent = read_plain_request(request.body)
    slot = full_slots.find(sent.slot_id, clock.now()) if sent else None
    if slot is None or slot.session_slug != slug:
        return None
    if not slot.refuses(token=sent.token, phone=sent.phone, people=sent.people, under_14=sent.under_14):
        return None
    chosen = sent.values["slot"]
    return Refusal(FormKey(make_page_key(request, chosen), chosen, slot.reason), slot, sent.values)
