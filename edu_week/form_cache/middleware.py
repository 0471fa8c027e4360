"""Refuses what is sent for a full slot from memory, in front of all other middleware."""

from functools import lru_cache

from django.conf import settings
from django.http import Http404
from django.urls import resolve
from django.utils import translation

from content import clock
from edu_week.form_cache.pages import FormKey, find_form_page
from edu_week.page_cache import keys
from events.bookings.full_slots import COOKIE_OF_RECENT_BOOKING, full_slots
from events.bookings.plain_requests import read_plain_request

LONGEST_BODY = 4096  # bytes


class FormCacheMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method == "POST" and full_slots.asked_at and (slug := slug_of_form(request)):
            response = self.refuse_from_memory(request, slug)
            if response is not None:
                return response
        return self.get_response(request)

    def refuse_from_memory(self, request, slug: str):
        """Return the refusal, or None if the request has to go its whole way."""
        if COOKIE_OF_RECENT_BOOKING in request.META.get("HTTP_COOKIE", "") or "as=class" in request.META.get("QUERY_STRING", ""):
            return None
        sent = read_plain_request(request.body)
        slot = full_slots.find(sent.slot_id, clock.now()) if sent else None
        if slot is None or slot.session_slug != slug:
            return None
        if not slot.refuses(token=sent.token, phone=sent.phone, people=sent.people, under_14=sent.under_14):
            return None
        page_key = make_page_key(request, sent.values["slot"])
        key = FormKey(page_key, sent.values["slot"], slot.reason)
        page = find_form_page(key, self.get_response, slot.refuse) if page_key.host else None
        return page.answer(request, sent.values) if page else None


def slug_of_form(request) -> str | None:
    """Return the session's slug if this is what a browser sends with its booking form, else None."""
    meta = request.META
    if meta.get("CONTENT_TYPE") != keys.FORM_TYPE or not meta.get("CONTENT_LENGTH", "").isdecimal():
        return None
    if int(meta["CONTENT_LENGTH"]) > LONGEST_BODY or keys.is_personal(meta.get("HTTP_COOKIE", "")):
        return None
    is_usable = settings.PAGE_CACHE_MB and not settings.PROOF_OF_WORK and len(request.path_info) <= keys.LONGEST_PATH
    return slug_of_path(request.path_info) if is_usable else None


@lru_cache(maxsize=1024)
def slug_of_path(path: str) -> str | None:
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Http404:
            return None
    return match.kwargs["slug"] if match.view_name == "session_book" else None


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
