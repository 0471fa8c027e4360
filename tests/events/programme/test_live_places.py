"""Live places are worked out once a second in a process, whoever asks and however often."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.bookings import services
from events.models import Booking
from events.programme import live_places, views
from tests.events.bookings.conftest import book, make_slot, now, session  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_page_cache")]

URL = reverse("availability_json")


@pytest.fixture
def memory(monkeypatch, settings):
    """A memory of its own that keeps what it has read for a second, by a clock that the test turns on."""
    settings.LIVE_PLACES_SECONDS = 1
    clock = {"now": 1000.0}
    monkeypatch.setattr(live_places.time, "monotonic", lambda: clock["now"])
    monkeypatch.setattr(views, "live_places", live_places.LivePlaces())
    return clock


def left(client, slot, **query):
    return client.get(URL, query).json()["slots"][str(slot.pk)]["left"]


@pytest.mark.django_db(transaction=True)
def test_a_flood_costs_one_query_a_second(client, memory, session, now):  # noqa: F811
    slots = [make_slot(session, f"05-1{day} 10:00", f"05-1{day} 11:00") for day in range(4, 8)]
    left(client, slots[0], session=session.slug)
    with CaptureQueriesContext(connection) as counted:
        for _time in range(50):
            assert left(client, slots[0], session=session.slug) == 10
    assert len(counted) == 0
    memory["now"] += 1
    with CaptureQueriesContext(connection) as counted:
        for _time in range(50):
            left(client, slots[0], session=session.slug)
    assert len(counted) == 1


@pytest.mark.django_db(transaction=True)
def test_filters_are_looked_up_once_in_five_seconds(client, memory, session, now):  # noqa: F811
    slot = make_slot(session, "05-17 10:00", "05-17 11:00")
    make_slot(session, "05-16 10:00", "05-16 11:00")
    assert client.get(URL, {"day": "2025-05-17"}).json()["slots"].keys() == {str(slot.pk)}
    left(client, slot, kind="experience")
    memory["now"] += 4
    for query in ({"day": "2025-05-17"}, {"kind": "experience"}):
        with CaptureQueriesContext(connection) as counted:
            left(client, slot, **query)
        assert len(counted) == ("day" in query)  # the places themselves, for both


def test_what_changed_is_shown_within_a_second(client, memory, session, now):  # noqa: F811
    slot = make_slot(session)
    assert left(client, slot, session=session.slug) == 10
    book(slot, people=3, now=now)
    assert left(client, slot, session=session.slug) == 10
    memory["now"] += 1
    assert left(client, slot, session=session.slug) == 7


def test_open_goes_by_the_places_of_the_same_moment(client, memory, session, now):  # noqa: F811
    slot = make_slot(session, capacity=1)
    assert client.get(URL, {"open": "1", "day": "2025-05-17"}).json()["slots"]
    book(slot, now=now)
    memory["now"] += 1
    assert client.get(URL, {"open": "1", "day": "2025-05-17"}).json() == {"slots": {}}


def test_nothing_is_booked_from_memory(client, memory, session, now):  # noqa: F811
    slot = make_slot(session, capacity=1)
    assert left(client, slot, session=session.slug) == 1
    book(slot, now=now)
    waiting = book(slot, "13800000002", now=now)
    assert waiting.state == "waitlisted"
    services.cancel_booking(booking_id=Booking.objects.earliest("pk").pk, now=now)
    assert left(client, slot, session=session.slug) == 1  # still the first reading


def test_unpublished_and_unknown_sessions_are_unknown(client, memory, session, now):  # noqa: F811
    assert client.get(URL, {"session": session.slug}).json() == {"slots": {}}
    assert client.get(URL, {"session": "unknown"}).status_code == 404
    session.status = "draft"
    session.save()
    memory["now"] += 1
    assert client.get(URL, {"session": session.slug}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_while_one_reads_the_others_get_the_last(memory, session, now, monkeypatch):  # noqa: F811
    make_slot(session)
    places = views.live_places
    places.read(now)
    memory["now"] += 2
    begun, go_on, read = threading.Event(), threading.Event(), live_places.read_snapshot

    def read_slowly(moment, last):
        begun.set()
        go_on.wait(10)
        return read(moment, last)

    monkeypatch.setattr(live_places, "read_snapshot", read_slowly)
    last = places.snapshot

    def read_in_thread():
        places.read(now)
        connections.close_all()

    reader = threading.Thread(target=read_in_thread)
    reader.start()
    begun.wait(10)
    assert places.read(now) is last
    assert Client().get(URL, {"session": session.slug}).status_code == 200
    go_on.set()
    reader.join()
    assert places.snapshot is not last


@pytest.mark.django_db(transaction=True)
def test_with_threads_for_the_database_nobody_waits_for_the_next_reading(memory, session, now, monkeypatch):  # noqa: F811
    make_slot(session)
    places, started = views.live_places, []
    monkeypatch.setattr(live_places, "start_urgently", lambda *work: started.append(work) or True)
    last = places.read(now)
    memory["now"] += 1
    assert [places.read(now) for _time in range(3)] == [last] * 3
    [(refresh, *arguments)] = started  # once
    refresh(*arguments)
    assert places.read(now) is not last
    memory["now"] += 2  # nobody has asked for so long that the last ones would be too old
    assert places.read(now).read_at == memory["now"]
    assert len(started) == 1


@pytest.mark.django_db(transaction=True)
def test_a_reading_for_nobody_in_particular_knows_what_was_published_since(memory, session, now):  # noqa: F811
    places = views.live_places
    first = make_slot(session)
    last = places.read(now)
    second = make_slot(session, "05-17 14:00", "05-17 15:00")
    places.refresh(now, last)
    assert set(places.snapshot.slot_ids) == {first.pk, second.pk}
