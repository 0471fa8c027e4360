"""Gives the booking form, and refuses what is sent for a full slot, from memory, in front of all other middleware."""

from contextlib import suppress
from functools import partial

from django.db import InterfaceError, OperationalError

from content import database_threads
from edu_week.form_cache.opened_forms import find_opened_form
from edu_week.form_cache.pages import find_page, make_form_request, store
from edu_week.form_cache.refusals import find_refusal
from edu_week.page_cache import keys
from events.bookings.counters import count_refusal
from events.bookings.plain_requests import make_own_values


class FormCacheMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            response = self.refuse_from_memory(request) if request.method == "POST" else self.open_from_memory(request)
        except (InterfaceError, OperationalError):  # what comes next says so
            response = None
        return response or self.get_response(request)

    def open_from_memory(self, request):
        """What is not in memory yet is rendered when its turn has come; where the line is full, its middleware says so."""
        if key := find_opened_form(request):
            run = database_threads.run_urgently if store.get(key) else database_threads.run_in_database_thread
            with suppress(database_threads.LineFull):
                page = find_page(key, self.get_response, partial(keys.request_of_key, key.page), run)
                return page.answer(request, make_own_values()) if page else None
        return None

    def refuse_from_memory(self, request):
        if refusal := find_refusal(request):
            page = find_page(refusal.key, self.get_response, partial(make_form_request, refusal.key, refusal.slot.refuse))
            response = page.answer(request, refusal.values) if page else None
            if response:
                count_refusal("book", refusal.slot.reason)
            return response
        return None
