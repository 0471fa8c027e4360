"""Requests that nobody should send, thousands of them: no error, no stack trace, nobody's data, sane headers.

`make fuzz` sends 10,000 with new seeds and prints the table; FUZZ_REQUESTS says how many. Here they are always the same.
"""

import logging
import os
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from edu_week import health, wsgi  # noqa: F401 (wsgi: loaded before a test has a transaction, which loading it would end)
from edu_week.page_cache import generation
from tests.fuzz.counting import FuzzCounts
from tests.fuzz.judging import list_wrongs
from tests.fuzz.routes import fill_route, list_forms, list_routes
from tests.fuzz.scene import SENTINELS, build_fuzz_scene
from tests.fuzz.sending import WildAnswer, send_wild_request
from tests.fuzz.wild_requests import FORM, WildRequest, address_requests, body_requests, form_requests

pytestmark = pytest.mark.once

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "1000"))
IS_LONG = "FUZZ_REQUESTS" in os.environ


@pytest.fixture
def parts(db, clock_at, monkeypatch):
    clock_at("2025-05-13T09:30")
    monkeypatch.setattr(generation, "INTERVAL", 0.25)
    monkeypatch.setattr(health, "WORKER_DEAD_AFTER", timedelta(days=1))  # no worker runs beside the fuzz, which may take long
    for name in ("django.request", "django.security", "edu_week", "events", "axes"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", True)
    return build_fuzz_scene()


@pytest.fixture
def forms(parts, client):
    found = list_forms(client, [*known_pages(parts), "/events/known/book/?as=class"])
    return {action: fields for action, fields in found.items() if not action.startswith("/admin/logout")}


def known_pages(parts):
    return [fill_route(route, parts) for route in list_routes() if route.is_public and "static" not in route.pattern]


def valid_values(parts):
    person = {"contact_name": "Alice", "phone": "13600000001", "email": "", "consent": "on", "access_needs": ""}
    party = {"slot": parts["slot"], "people": "2", "under_14": "0", "pupils": "10", "adults": "1"}
    school = {"school_name": "%E4%B8%80%E4%B8%AD", "grade": "8", "class_name": "1", "arrival": "bus"}
    return {**person, **party, **school, "reference": "SHWN9999", "what": "party", "day": "2025-05-17", "submission": "known" * 7}


def fuzz(strategy, count, counts=None):
    """Send `count` requests, each to the same scene, and return the counts."""
    counts = counts or FuzzCounts()

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=not IS_LONG,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def send(request):
        with transaction.atomic():
            answer = send_wild_request(request)
            transaction.set_rollback(True)
        counts.add(request, answer, list_wrongs(request, answer))

    send()
    return counts


def all_requests(parts, forms):
    routes = list_routes()
    public = [route for route in routes if route.is_public]
    return st.one_of(
        address_requests(public, parts),
        address_requests(public, parts),
        address_requests(routes, parts),
        form_requests(forms, valid_values(parts)),
        form_requests(forms, valid_values(parts)),
        body_requests(routes, parts),
    )


def test_wild_requests_are_never_an_error_and_show_nobodys_data(parts, forms, capsys):
    counts = fuzz(all_requests(parts, forms), REQUESTS)
    if IS_LONG:
        with capsys.disabled():
            print(f"\n{counts.draw_table()}")
    assert counts.total >= REQUESTS * 0.9
    assert counts.wrong_count == 0, counts.draw_table()


def test_every_public_address_and_form_is_found(parts, forms):
    assert {"home", "session_book", "ticket", "availability_json", "metrics", "api:openapi-json"} <= {
        route.name if not route.pattern.startswith("api/v1") else f"api:{route.name}" for route in list_routes()
    }
    assert {"phone", "people", "slot", "consent"} <= set(forms["/events/known/book/"])
    assert {"/events/known/book/?as=class", "/bookings/", "/events/plan/", "/bookings/known/change/"} <= forms.keys()


PLANTED = "tests.fuzz.planted_urls"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("planted_error", "status 500"),
        ("planted_name", "leaks name"),
        ("planted_phone", "leaks phone"),
        ("planted_trace", "stack trace"),
        ("planted_redirect", "sends to"),
        ("planted_status", "status 418"),
    ],
)
def test_planted_fault_is_found_by_itself(parts, settings, name, wrong):
    """A control: an address that nobody told the fuzz of, and that is wrong in one way."""
    settings.ROOT_URLCONF = PLANTED
    routes = [route for route in list_routes() if route.name == name]
    assert len(routes) == 1
    counts = fuzz(address_requests(routes, parts), 30)
    assert [found for found, _route in counts.wrong if found.startswith(wrong)]


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (WildAnswer(200, [("X", "1")], b""), "without Content-Type"),
        (WildAnswer(405, [], b""), "without"),
        (WildAnswer(200, [("X", "a\r\nSet-Cookie: b")], b""), "line break"),
        (WildAnswer(404, [], b""), "form answered 404"),
        (WildAnswer(200, [("Set-Cookie", f"a={SENTINELS['ticket']}")], b""), "leaks ticket"),
    ],
)
def test_wrong_answers_are_named(answer, wrong):
    assert [
        found for found in list_wrongs(WildRequest("form", "POST", "/", content_type=FORM), answer) if found.startswith(wrong)
    ]
