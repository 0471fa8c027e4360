"""What is counted of requests, and under which names."""

import pytest
from prometheus_client import REGISTRY

from edu_week.metrics.memory_counts import MemoryCounts
from events.bookings import rate_limits
from tests.factories.events import EventSessionFactory

pytestmark = pytest.mark.django_db


def count_of(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0


@pytest.fixture
def counted():
    """`counted(name, **labels)` returns by how much a count has grown since it was first asked for."""
    before = {}

    def grown(name, **labels):
        key = name, *sorted(labels.items())
        return count_of(name, **labels) - before.setdefault(key, count_of(name, **labels))

    return grown


@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/about/", "about", "2xx"),
        ("/en/about/", "about", "2xx"),
        ("/events/nothing/", "session_detail", "4xx"),
        ("/nowhere/13800001234/", "unmatched", "4xx"),
        ("/admin/schools/school/", "admin", "3xx"),
        ("/healthz", "healthz", "2xx"),
        ("/static/nothing.css", "static", "4xx"),
        ("/api/v1/schools", "api:schools", "2xx"),
    ],
)
def test_requests_are_counted_and_timed_by_the_name_of_their_address(client, counted, path, route, status):
    names = {"route": route, "status": status, "by": "django"}
    counted("portal_http_requests_total", **names)
    counted("portal_http_request_seconds_count", route=route)
    for _ in range(2):
        client.get(path)
    assert counted("portal_http_requests_total", **names) == 2
    assert counted("portal_http_request_seconds_count", route=route) == 2


def test_page_cache_counts_what_memory_had(client, counted):
    counted("portal_page_cache_total", result="hit")
    counted("portal_page_cache_total", result="rendered")
    for _ in range(3):
        client.get("/about/")
    assert counted("portal_page_cache_total", result="rendered") == 1
    assert counted("portal_page_cache_total", result="hit") == 2


def test_what_memory_answers_is_counted_at_once_or_a_second_later(counted):
    counts = MemoryCounts()
    labels = {"route": "home", "status": "2xx", "by": "memory"}
    counted("portal_http_requests_total", **labels)
    counted("portal_page_cache_total", result="hit")
    counted("portal_booking_refusals_total", deed="book", reason="SlotFull")
    for _ in range(5):
        counts.count("home", "200 OK", "")
    counts.count("home", "304 Not Modified", "")
    counts.count("session_book", "409 Conflict", "SlotFull")
    counts.hand_on()
    counts.hand_on()
    assert counted("portal_http_requests_total", **labels) == 5
    assert counted("portal_page_cache_total", result="hit") == 6
    assert counted("portal_booking_refusals_total", deed="book", reason="SlotFull") == 1


def test_tries_beyond_a_limit_are_counted(counted):
    counted("portal_rate_limited_total", action="book")
    assert [rate_limits.exceeds_rate_limit("book", "203.0.113.9", 2) for _ in range(4)] == [False, False, True, True]
    assert counted("portal_rate_limited_total", action="book") == 2


def test_public_pages_are_named_though_they_come_from_memory(client, counted):
    EventSessionFactory(slug="known")
    labels = {"route": "session_detail", "status": "2xx", "by": "django"}
    counted("portal_http_requests_total", **labels)
    for _ in range(2):
        client.get("/events/known/")
    assert counted("portal_http_requests_total", **labels) == 2
