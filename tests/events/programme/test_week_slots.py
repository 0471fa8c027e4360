"""What is remembered of a slot is what the rules say, at every moment and after every booking."""

import datetime as dt

import pytest

from content import public_cache
from events.bookings.places import list_slot_places, published_slots
from events.models import TimeSlot
from events.programme.week_slots import WeekSlots, list_moments, read_week_slots
from tests.events.bookings.conftest import book, make_slot, now, session  # noqa: F401

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)


def describe_places(places):
    return [(slot_places.slot.pk, slot_places.availability) for slot_places in places]


@pytest.mark.parametrize("mode", ["individual", "class", "both", "none"])
def test_a_slot_looks_at_every_moment_as_the_rules_say(session, mode):  # noqa: F811
    session.booking_mode = mode
    session.save()
    slots = [make_slot(session), make_slot(session, "05-15 16:00", "05-15 17:00", capacity=1)]
    programme = WeekSlots(session.week_id)
    turns = sorted({moment for slot in TimeSlot.objects.all() for moment in list_moments(slot)})
    moments = sorted({turn + shift for turn in turns for shift in (-SECOND, dt.timedelta(0), SECOND)})
    assert len(slots) == len(programme.slots)
    for moment in [*moments, *reversed(moments)]:
        expected = describe_places(list_slot_places(published_slots(moment), moment))
        assert describe_places(programme.list_places(programme.slots, moment)) == expected


def test_a_booking_shows_at_once_and_what_is_unchanged_is_the_same_object(session, now):  # noqa: F811
    slot, other = make_slot(session), make_slot(session, "05-16 10:00", "05-16 11:00")
    programme = WeekSlots(session.week_id)
    before = {one.slot.pk: one for one in programme.list_places(programme.slots, now)}
    book(slot, people=3, now=now)
    after = {one.slot.pk: one for one in programme.list_places(programme.slots, now)}
    assert after[slot.pk].availability.left == before[slot.pk].availability.left - 3
    assert after[other.pk] is before[other.pk]


def test_a_slot_deleted_in_the_meantime_is_left_out(session, now):  # noqa: F811
    slot = make_slot(session)
    programme = WeekSlots(session.week_id)
    slot.delete()
    assert programme.list_places(programme.slots, now) == []


def test_slots_of_one_session_share_it(session, django_assert_num_queries):  # noqa: F811
    make_slot(session)
    make_slot(session, "05-16 10:00", "05-16 11:00")
    first, second = WeekSlots(session.week_id).slots
    assert first.session is second.session
    with django_assert_num_queries(0):
        assert first.session.week.name, first.session.venue.name


def test_outside_requests_it_is_read_anew(session):  # noqa: F811
    make_slot(session)
    public_cache.end_request()
    assert read_week_slots(session.week_id) is not read_week_slots(session.week_id)
