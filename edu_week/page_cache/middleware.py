"""Answers public pages from memory, in front of all other middleware, which such an answer runs none of."""

import datetime as dt

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone

from content import clock
from content.database_absence import DatabaseAway
from content.database_threads import LineFull, run_in_database_thread, run_urgently, suspect_absence
from edu_week.middleware import drop_body
from edu_week.page_cache import counters, generation, keys, moments, shared
from edu_week.page_cache.bodies import Body, choose_coding, make_bodies, matches_etag
from edu_week.page_cache.public_chain import PublicHandler
from edu_week.page_cache.store import KeptPage, Store
from edu_week.replica.rendering import age_of_places, render_public_page

LONGEST = dt.timedelta(seconds=60)
LONGEST_WITH_PLACES = dt.timedelta(seconds=5)
LONGEST_FROM_BEFORE = dt.timedelta(hours=1)  # while the database is away
LONGER_MEANWHILE = dt.timedelta(seconds=5)  # while one thread renders the page, others get the last one
MEGABYTE = 1024 * 1024
NOT_FOUND, UNAVAILABLE = 404, 503

store = Store()


class PageCacheMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        self.render_for_everybody = PublicHandler().handle

    def __call__(self, request):
        key = keys.key_of_request(request) if settings.PAGE_CACHE_MB else None
        request.page_name = key.name if key else ""
        response = self.answer_from_memory(request, key) if key else None
        if response is None:
            response = self.get_response(request)
        if clock.is_known():
            response.headers["Server-Timing"] = tell_time() + tell_age(response)
        return response

    def answer_from_memory(self, request, key):
        """Return the answer, or None if the request has to go its whole way. While the database is away, a page of before."""
        try:
            return self.find_or_render(request, key)
        except (InterfaceError, OperationalError):
            suspect_absence()
            return build_from_before(request, key)

    def find_or_render(self, request, key):
        current, now = generation.reader.current(), clock.now()
        page = store.get(key)
        if page is not None and page.is_fresh(current, now):
            counters.HIT.inc()
            return build_response(request, page)
        last = page if page is not None and page.is_usable_meanwhile(current, now) else None
        with store.rendering(key, wait=last is None) as is_ours:
            if is_ours:
                return self.render_in_turn(request, key, last, is_known=page is not None)
            return answer_with_last(request, last) if last else None

    def render_in_turn(self, request, key, last, *, is_known: bool):
        """Render at once what was in memory, what was not when its turn has come: else a flood of new addresses would go first.

        Return None where the line is full: the middleware of that line says so.
        """
        try:
            return (run_urgently if is_known else run_in_database_thread)(self.render, request, key, last)
        except LineFull:
            return None

    def render(self, request, key, last):
        """Render the page and keep it, unless somebody else has just done so, or another process is at it and `last` will do."""
        current, now = generation.reader.current(), clock.now()
        page = find_fresh_page(key, current, now)
        if page is None:
            if last and not shared.pages.claim(key, current.number):
                return answer_with_last(request, last)
            counters.RENDERED.inc()
            response = self.render_from_a_database(key, current.number)
            if response.status_code == UNAVAILABLE:
                raise DatabaseAway  # what is in memory stays there
            page = make_page(key, response, current.number, now)
            put_into_memory(key, page)
            shared.pages.put(key, page, now)
            if response.status_code == NOT_FOUND and not response.cookies:
                return drop_body(response) if request.method == "HEAD" else response
        return build_response(request, page)

    def render_from_a_database(self, key, number: int):
        """Pages may come from the replica, live places never."""

        def render():
            return self.render_for_everybody(keys.request_of_key(key))

        if key.name == keys.LIVE_PLACES:
            return render()
        return render_public_page(render, generation=number, shows_places=keys.shows_places(key))


def answer_with_last(request, last: KeptPage):
    counters.LAST.inc()
    return build_response(request, last)


def find_fresh_page(key, current, now) -> KeptPage | None:
    """Return what another thread made while this one waited for it, or what another process made."""
    page = store.get(key)
    if page is not None and page.is_fresh(current, now):
        return page
    page = shared.pages.get(key, current.number)
    if page is None or not page.is_fresh(current, now):
        return None
    put_into_memory(key, page)
    return page


def put_into_memory(key, page: KeptPage):
    store.put(key, page, most_bytes=settings.PAGE_CACHE_MB * MEGABYTE)


def tell_time() -> str:
    """Return what scripts count by: the portal's time and, in a rehearsal, how far it is ahead of real time; in milliseconds.

    A proxy that keeps the answer adds the real time at which it sends it (`static/js/portal-clock.js`).
    """
    told = f"portal;dur={clock.now().timestamp() * 1000:.0f}"
    ahead = (clock.now() - timezone.now()) // dt.timedelta(milliseconds=1) if clock.is_rehearsal() else 0
    return f"{told}, ahead;dur={ahead}" if ahead else told


def make_page(key, response, number: int, now: dt.datetime, longest: dt.timedelta | None = None) -> KeptPage:
    longest = longest_time_to_keep(key) if longest is None else longest
    next_moment = moments.moments.next_after(now, number)
    bodies = make_bodies(response) if may_be_kept(response) else {}
    return KeptPage(number, now, min(now + longest, next_moment), min(now + longest + LONGER_MEANWHILE, next_moment), bodies)


def longest_time_to_keep(key: keys.Key) -> dt.timedelta:
    if not keys.shows_places(key):
        return LONGEST
    if key.name == keys.LIVE_PLACES:
        return dt.timedelta(seconds=settings.LIVE_PLACES_SECONDS)
    return LONGEST_WITH_PLACES - age_of_places()


def may_be_kept(response) -> bool:
    directives = response.headers.get("Cache-Control", "")
    is_for_one = response.cookies or response.streaming or "no-store" in directives or "private" in directives
    return response.status_code == 200 and not is_for_one


def build_response(request, page: KeptPage):
    if not page.bodies:
        return None
    body = choose_body(request.META, page)
    tags = request.META.get("HTTP_IF_NONE_MATCH")
    if tags and matches_etag(tags, body.headers["ETag"]):
        return HttpResponseNotModified(headers=body.headers_unchanged)
    return HttpResponse(b"" if request.method == "HEAD" else body.content, headers=body.headers)


def build_from_before(request, key):
    """Return the page as it last was, with a header that says so (RFC 9211); never live places, which would pass for today's."""
    page = store.get(key)
    if page is None or not page.bodies or key.name == keys.LIVE_PLACES:
        return None
    age = clock.now() - page.made_at
    if not dt.timedelta(0) <= age < LONGEST_FROM_BEFORE:
        return None
    response = build_response(request, page)
    response.made_at = page.made_at
    overdue = max(0, int((clock.now() - page.fresh_until).total_seconds()))
    response.headers["Cache-Status"] = f'portal; hit; ttl={-overdue}; detail="the database does not answer"'
    return response


def tell_age(response) -> str:
    """Return what scripts know a page of before by: how old it is, in milliseconds."""
    made_at = getattr(response, "made_at", None)
    return f", before;dur={(clock.now() - made_at) // dt.timedelta(milliseconds=1)}" if made_at else ""


def choose_body(environ, page: KeptPage) -> Body:
    return page.bodies.get(choose_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))) or page.bodies[""]


def forget_everything():
    """For tests: begin as a process that has just started."""
    store.clear()
    generation.reader.forget()
    moments.moments.forget()
