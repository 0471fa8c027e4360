"""The way between the places of a class's plan: shown where editors have recorded it, and nowhere else."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from events.bookings.transfer_times import list_transfer_times, list_transfers
from events.models import EventSession, TransferTime
from tests.events.bookings.conftest import make_slot
from tests.factories import VenueFactory

PLAN = {"day": "2025-05-17", "pupils": "30", "adults": "2"}


@pytest.fixture
def day(class_session):
    """The slots of two sessions at two venues, 30 minutes apart."""
    other = EventSession.objects.create(
        slug="bread",
        week=class_session.week,
        venue=VenueFactory(name="面点楼"),
        title="面点",
        kind="experience",
        booking_mode="class",
        status="published",
    )
    first = make_slot(class_session, "05-17 09:00", "05-17 10:30", capacity=60)
    return first, make_slot(other, "05-17 11:00", "05-17 12:00", capacity=60)


def record(day, minutes=8, **more):
    """The time between the two venues, recorded the other way round."""
    first, second = day
    return TransferTime.objects.create(from_venue=second.session.venue, to_venue=first.session.venue, minutes=minutes, **more)


def test_without_a_record_nothing_is_said(client, day, now):
    assert list_transfers(day) == [None, None]
    assert "class-plan-transfers" not in client.get(reverse("plan_times"), PLAN).content.decode()


def test_the_minutes_hold_both_ways_and_stand_on_both_steps_and_the_sheet(client, day, now):
    record(day, 8, note="步行，经图书馆")
    page = client.get(reverse("plan_times"), PLAN).content.decode()
    assert ("8分钟" in page, "步行，经图书馆" in page) == (True, True)
    step = client.post(reverse("plan_times"), PLAN | {"slot": [slot.pk for slot in day]})
    details = client.get(step.url).content.decode()
    assert details.count("8分钟") == 1
    assert "class-plan-transfer--long" not in details


def test_a_pause_that_is_too_short_is_said_and_not_refused(client, day, now):
    record(day, 45)
    step = client.post(reverse("plan_times"), PLAN | {"slot": [slot.pk for slot in day]})
    assert step.status_code == 302
    assert "class-plan-transfer--long" in client.get(step.url).content.decode()


def test_a_room_has_the_time_of_its_building(day):
    first, second = day
    building = VenueFactory()
    first.session.venue.parent = building
    found = TransferTime.objects.create(from_venue=building, to_venue=second.session.venue, minutes=5)
    assert list_transfers(day)[1].record == found
    assert list_transfer_times(day) == [found]


def test_one_place_has_no_way(day):
    record(day)
    first, _second = day
    later = make_slot(first.session, "05-17 14:00", "05-17 15:00")
    assert list_transfers([first, later]) == [None, None]


def test_a_pair_is_recorded_once_whichever_way_round(day):
    first, second = day
    record(day)
    again = TransferTime(from_venue=first.session.venue, to_venue=second.session.venue, minutes=9)
    with pytest.raises(ValidationError):
        again.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


@pytest.mark.parametrize("minutes", [0, 241])
def test_minutes_are_within_limits(day, minutes):
    first, second = day
    with pytest.raises(ValidationError):
        TransferTime(from_venue=first.session.venue, to_venue=second.session.venue, minutes=minutes).full_clean()


def test_a_venue_has_no_way_to_itself(day):
    venue = day[0].session.venue
    with pytest.raises(ValidationError):
        TransferTime(from_venue=venue, to_venue=venue, minutes=5).full_clean()
