"""Refuses what is sent for a full slot from memory, in front of all other middleware."""

from functools import partial

from content import clock
from edu_week.form_cache.pages import FormKey, find_page, make_form_request
from edu_week.form_cache.sent_forms import find_slug, is_for_class, make_page_key
from events.bookings.full_slots import COOKIE_OF_RECENT_BOOKING, full_slots
from events.bookings.plain_requests import read_plain_request


class FormCacheMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = None
        if full_slots.asked_at and (slug := find_slug(request)):
            response = self.refuse_from_memory(request, slug)
        return response or self.get_response(request)

    def refuse_from_memory(self, request, slug: str):
        """Return the refusal, or None if the request has to go its whole way."""
        if is_for_class(request) or COOKIE_OF_RECENT_BOOKING in request.META.get("HTTP_COOKIE", ""):
            return None
        sent = read_plain_request(request.body)
        slot = full_slots.find(sent.slot_id, clock.now()) if sent else None
        if slot is None or slot.session_slug != slug:
            return None
        if not slot.refuses(token=sent.token, phone=sent.phone, people=sent.people, under_14=sent.under_14):
            return None
        chosen = sent.values["slot"]
        key = FormKey(make_page_key(request, chosen), chosen, slot.reason)
        page = find_page(key, self.get_response, partial(make_form_request, key, slot.refuse))
        return page.answer(request, sent.values) if page else None
