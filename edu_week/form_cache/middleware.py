"""Refuses what is sent for a full slot from memory, in front of all other middleware."""

from functools import partial

from django.db import InterfaceError, OperationalError

from edu_week.form_cache.pages import find_page, make_form_request
from edu_week.form_cache.refusals import find_refusal
from events.bookings.counters import count_refusal


class FormCacheMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            response = self.refuse_from_memory(request)
        except (InterfaceError, OperationalError):  # what comes next says so
            response = None
        return response or self.get_response(request)

    def refuse_from_memory(self, request):
        if refusal := find_refusal(request):
            page = find_page(refusal.key, self.get_response, partial(make_form_request, refusal.key, refusal.slot.refuse))
            response = page.answer(request, refusal.values) if page else None
            if response:
                count_refusal("book", refusal.slot.reason)
            return response
        return None
