import datetime as dt
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from edu_week.page_cache import generation, middleware
from events.bookings import full_slots
from tests.events.bookings.conftest import book, form_data, make_slot, session  # noqa: F401 (a fixture)

URL = "/events/rc-cars/book/"
FORM = "application/x-www-form-urlencoded"
LAST_HOUR = "2025-05-17T08:50"  # of a slot that begins at 9:30: nobody can wait for it any more
TOKEN_THAT_BOOKED = "token-that-booked"  # noqa: S105 (of a form)


@pytest.fixture
def now(clock_at):
    return clock_at(LAST_HOUR)


@pytest.fixture
def seconds(monkeypatch):
    """The time that passes in this process: it stands until a test moves it with `seconds.now += 1`."""
    passed = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(full_slots, "time", SimpleNamespace(monotonic=lambda: passed.now))
    return passed


@pytest.fixture
def memory(settings, monkeypatch, seconds):
    """Switch the memory on, as on a real site."""
    settings.PAGE_CACHE_MB = 8
    monkeypatch.setattr(full_slots, "SECONDS", 1.0)
    monkeypatch.setattr(generation, "INTERVAL", 1000.0)
    monkeypatch.setattr(middleware, "LONGEST_WITH_PLACES", dt.timedelta(seconds=5))
    return full_slots.full_slots


@pytest.fixture
def full(session, now):  # noqa: F811
    """A slot of three places, all booked, whose line is closed."""
    slot = make_slot(session, capacity=3)
    book(slot, "13700000001", people=3, now=now, token=TOKEN_THAT_BOOKED)
    return slot


@pytest.fixture
def remembered(client, full, memory):
    """The same, after somebody was refused: by the service, then from memory."""
    for _time in range(2):
        assert send(client, full).status_code == 409
    return full


def send(client, to, path=URL, headers=None, without=(), **more):
    """Send the form for this slot as a browser does."""
    fields = {name: value for name, value in form_data(to, **more).items() if name not in without}
    return client.post(path, urlencode(fields, doseq=True), content_type=FORM, headers=headers)


def count_queries(work):
    """Return what the work returns, and how many queries it made."""
    with CaptureQueriesContext(connection) as counted:
        result = work()
    return result, len(counted)
