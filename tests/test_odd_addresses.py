"""Every address of the public site, with odd values in each of its parts and parameters: 404, 400 or ignored, never an error."""

import logging
import re
from urllib.parse import quote, unquote, urlencode

import pytest
from django.http import HttpResponseNotFound
from django.test import Client
from django.urls import get_resolver

from edu_week.health import record_heartbeat
from events.bookings import rate_limits
from tests.factories.events import AnnouncementFactory, BookingFactory, ClassBookingFactory, EventSessionFactory
from tests.odd_values import ODD_VALUES

FILTERS = ("day", "kind", "school", "district", "audience", "open", "q")
# Route → its parameters, in groups: those of one group are odd in the same request, each with each value in turn. Where a
# value that is not known ends the answer before another is looked at, a parameter is a group of its own.
PARAMETERS = {
    "programme": [(*FILTERS, "page")],
    "embed_programme": [FILTERS],
    "programme_ics": [FILTERS],
    "availability_json": [FILTERS, ("session",)],
    "session_book": [("slot", "as")],
    "plan_times": [("day", "slot")],
    "search": [("q", "in")],
    "school_list": [("level", "district", "honour")],
    "events_now": [("school", "venue", "kiosk")],
    "sessions": [(name,) for name in (*FILTERS, "week", "limit", "offset")],
    "session_card": [("v",)],
}
PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<\w+>[^)]*\)")


def list_routes(patterns, prefix=""):
    """Return (name, route) of every address outside the back office."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if hasattr(pattern, "url_patterns"):
            yield from [] if route.startswith("admin/") else list_routes(pattern.url_patterns, route)
        elif not route.startswith("admin/"):
            yield pattern.name or route, route


ROUTES = sorted(list_routes(get_resolver().url_patterns))


@pytest.fixture
def parts(db, clock_at):
    """What a part of an address is called by → a value that leads to something."""
    clock_at("2025-05-13T09:30")
    record_heartbeat()  # /readyz
    AnnouncementFactory()
    session = EventSessionFactory(slug="known")
    booking = BookingFactory(slot__session=session, token="known", feed_token="known")
    ClassBookingFactory(token="class", plan="known")
    return {"slot_id": str(booking.slot_id), "plan": "known", "slug": "known", "token": "known", "feed_token": "known"}


@pytest.fixture
def ask():
    """`ask(path, method)` returns the answer; what would be a page of error 500 is one here, as on the site."""
    client = Client(raise_request_exception=False)

    def request(path, method="GET", **more):
        return client.generic(method, path, **more)

    return request


def fill_route(route, parts):
    return "/" + PART.sub(lambda part: parts.get(part[1] or "", "known"), route)


def odd_paths(route, parts):
    """Yield the route with each odd value in each of its parts, the other parts known."""
    for odd_part in PART.finditer(route):
        before, after = (fill_route(text, parts)[1:] for text in (route[: odd_part.start()], route[odd_part.end() :]))
        yield from (f"/{before}{value.replace('/', '%2f')}{after}" for value in ODD_VALUES)


def odd_queries(name):
    """Yield query strings in which, together, each parameter has each odd value."""
    for names in PARAMETERS.get(name, []):
        for shift in range(len(ODD_VALUES)):
            yield "&".join(f"{parameter}={ODD_VALUES[shift - place]}" for place, parameter in enumerate(names))
    yield "&".join(f"{quote(odd, safe='%')}={odd}" for odd in ODD_VALUES)


def failures(ask, paths, method="GET"):
    return {path[:150]: answer.status_code for path in paths if (answer := ask(path, method)).status_code >= 500}


@pytest.fixture
def bare_404(monkeypatch):
    """Most odd addresses lead nowhere, and to draw a page that says so takes longer than to find it out."""
    monkeypatch.setattr("edu_week.urls.handler404", lambda request, exception: HttpResponseNotFound())
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


@pytest.mark.usefixtures("bare_404")
@pytest.mark.parametrize(("name", "route"), ROUTES, ids=[name for name, _route in ROUTES])
def test_odd_addresses_are_never_an_error(name, route, parts, ask):
    path = fill_route(route, parts)
    odd = [path, *odd_paths(route, parts), *(f"{path}?{query}" for query in odd_queries(name))]
    assert failures(ask, odd) == {}


def test_page_of_what_is_not_found_bears_every_address(parts, ask):
    paths = [
        f"{start}/{value}/?{value}={value}" for start in ("/events", "/en/schools", "/bookings") for value in ODD_VALUES if value
    ]
    assert failures(ask, paths) == {}


@pytest.mark.parametrize("path", ["/bookings/kn%00own/", "/events/known%00/", "/%00", "/en/%00/", "/api/v1/sessions/known%00"])
def test_nul_in_a_path_leads_nowhere(path, parts, ask):
    assert ask(path).status_code == 404


@pytest.mark.parametrize("query", ["day=%00", "q=%2500%00&day=2025-05-13%00", "day=9999-12-31", "%00=1"])
def test_odd_filters_of_the_programme_are_ignored(query, parts, ask):
    assert ask(f"/events/?{query}").status_code == 200


def test_odd_cookies_are_ignored(parts, ask):
    """Octal escapes in a quoted cookie are its way to hold any character."""
    for name in ("sessionid", "csrftoken", "messages", "django_language", "theme", "a11y"):
        for value in (r'"\000"', r'"a\000b"', '"' + "9" * 3000 + '"', r'"\377\376"', "__class__", "é"):
            answer = ask("/events/", HTTP_COOKIE=f"{name}={value}")
            assert answer.status_code == 200, (name, value)


@pytest.mark.usefixtures("bare_404")
@pytest.mark.parametrize(("name", "route"), ROUTES, ids=[name for name, _route in ROUTES])
def test_head_is_get_without_a_body(name, route, parts, ask):
    path = fill_route(route, parts)
    got, head = ask(path), ask(path, "HEAD")
    varying = {"Content-Length"} if name in ("ticket", "metrics") else set()  # a random token; counts that rise meanwhile
    assert head.status_code == got.status_code
    assert head.headers.keys() == got.headers.keys()
    of_each_answer = {"Set-Cookie", "Last-Modified", "Expires", "X-Request-ID"}
    assert {key for key in got.headers if got[key] != head[key]} <= varying | of_each_answer
    assert b"".join(head) == b""


@pytest.mark.usefixtures("bare_404")
@pytest.mark.parametrize("method", ["OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get", "X" * 300])
def test_other_methods_are_never_an_error(method, parts, ask):
    assert failures(ask, [fill_route(route, parts) for _name, route in ROUTES], method) == {}


BOOKER = ("contact_name", "phone", "email")
FORMS = [
    ("/events/known/book/", {}, (*BOOKER, "slot", "people", "under_14", "access_needs", "submission", "consent")),
    ("/events/known/book/?as=class", {}, ("slot", "school_name", "grade", "class_name", "pupils", "adults", "arrival")),
    ("/events/plan/", {}, ("day", "slot", "pupils", "adults", "submission")),
    ("/bookings/plan/known/", {}, (*BOOKER, "school_name", "grade", "class_name")),
    ("/bookings/", {}, ("reference", "phone")),
    ("/bookings/known/change/", {}, ("what",)),
    ("/bookings/known/change/", {"what": "party"}, ("people", "under_14")),
    ("/bookings/class/change/", {"what": "party"}, ("pupils", "adults")),
    ("/bookings/known/change/", {"what": "slot"}, ("slot",)),
    ("/bookings/known/change/", {"what": "contact"}, BOOKER),
    ("/bookings/known/feed/", {}, ("revoke",)),
    ("/display/theme/", {}, ("theme", "next")),
    ("/display/large-print/", {}, ("next",)),
]


@pytest.mark.parametrize(("path", "given", "names"), FORMS)
def test_odd_fields_are_never_an_error(path, given, names, parts, ask, monkeypatch):
    monkeypatch.setattr(rate_limits, "exceeds_rate_limit", lambda *limit: False)
    for value in map(unquote, ODD_VALUES):
        data = urlencode(dict.fromkeys(names, value) | given)
        answer = ask(path, "POST", data=data, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500, (names, value[:50])
