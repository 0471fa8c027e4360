"""Of many slots pages show what live places have read; what has just been published is there at once all the same."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.programme import current_places
from events.programme.live_places import LivePlaces
from events.programme.week_slots import WeekSlots
from tests.events.bookings.conftest import book, make_slot, now, session  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(monkeypatch, settings):
    """Two slots are many, and live places are kept for as long as the test runs."""
    settings.LIVE_PLACES_SECONDS = 1000
    monkeypatch.setattr(current_places, "MANY_SLOTS", 1)
    monkeypatch.setattr(current_places, "live_places", LivePlaces())


@pytest.fixture
def slots(session):  # noqa: F811
    return [make_slot(session, capacity=1), make_slot(session, "05-16 10:00", "05-16 11:00")]


def look(session, now):  # noqa: F811
    return current_places.look_at_all_slots(WeekSlots(session.week_id), now)


def list_open(seen):
    return {places.slot.pk for places in seen.places if places.availability.is_open}


def test_of_few_slots_a_booking_shows_at_once(slots, session, now):  # noqa: F811
    assert list_open(look(session, now)) == {slot.pk for slot in slots}
    book(slots[0], now=now)
    assert list_open(look(session, now)) == {slots[1].pk}


def test_many_are_read_once_and_shown_as_they_were(many, slots, session, now):  # noqa: F811
    programme = WeekSlots(session.week_id)
    first = current_places.look_at_all_slots(programme, now)
    book(slots[0], now=now)
    with CaptureQueriesContext(connection) as queries:
        assert current_places.look_at_all_slots(programme, now) is first
        assert current_places.find_open_slots(programme, programme.slots, first.numbers, now) == {slot.pk for slot in slots}
    assert len(queries) == 0


def test_a_slot_that_live_places_do_not_know_is_read_at_once(many, slots, session, now):  # noqa: F811
    look(session, now)
    new = make_slot(session, "05-17 10:00", "05-17 11:00")
    assert new.pk in list_open(look(session, now))


def test_only_what_changed_is_looked_at_again_and_all_is_as_if_read_anew(slots, session, now):  # noqa: F811
    programme = WeekSlots(session.week_id)
    before = current_places.look_at_all_slots(programme, now)
    book(slots[0], now=now)
    after = current_places.look_at_all_slots(programme, now)
    assert after.places[0] is before.places[0]  # the earlier day's, which nobody booked
    assert after.places == current_places.look_at_all_slots(WeekSlots(session.week_id), now).places
    assert list_open(after) == {slots[1].pk}


def test_a_moment_that_passes_changes_how_slots_look(slots, session, now):  # noqa: F811
    programme = WeekSlots(session.week_id)
    current_places.look_at_all_slots(programme, now)
    later = slots[0].ends_at
    assert current_places.look_at_all_slots(programme, later).places == look(session, later).places


def test_a_slot_deleted_in_the_meantime_is_left_out(slots, session, now):  # noqa: F811
    programme = WeekSlots(session.week_id)
    current_places.look_at_all_slots(programme, now)
    slots[0].delete()
    assert [places.slot.pk for places in current_places.look_at_all_slots(programme, now).places] == [slots[1].pk]
