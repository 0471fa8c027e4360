"""The programme costs the same number of queries whatever the size of the week; how a time looks to a visitor."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content import public_cache
from events.bookings.places import list_slot_places, published_slots
from events.models import Audience, EventSession, TimeSlot
from events.programme import current_places
from events.programme.live_places import LivePlaces
from tests.factories import SchoolFactory, TimeSlotFactory, VenueFactory, WeekFactory

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2025, 5, 12, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
GENERATION_AND_PLACES = 2  # what is read until a public record changes
PLACES = 1  # with the generation at that moment
FIRST_QUERIES = 21
MORE_FOR_MANY = 1  # the published weeks, by whose slots live places are read


def fill(count):
    """That many sessions over the seven days, each with two slots, a host and an audience."""
    week, venue, school = WeekFactory(), VenueFactory(), SchoolFactory()
    sessions = EventSession.objects.bulk_create(
        EventSession(
            slug=f"session-{number}",
            title=f"职业体验{number}",
            sort_key=f"{number:05d}",
            search_text=f"职业体验{number}",
            kind=EventSession.Kind.values[number % 7],
            booking_mode="individual",
            status="published",
            week=week,
            venue=venue,
            host_school=school,
        )
        for number in range(count)
    )
    audience = EventSession.audiences.through
    audience.objects.bulk_create(audience(eventsession=session, audience_id=Audience.Code.PUBLIC) for session in sessions)
    TimeSlot.objects.bulk_create(
        TimeSlot(session=session, starts_at=start, ends_at=start + dt.timedelta(hours=1), capacity=20, bookable=16)
        for number, session in enumerate(sessions)
        for start in (MONDAY + dt.timedelta(days=(number + 1) % 7), MONDAY + dt.timedelta(days=(number + 1) % 7, hours=5))
    )


def count_queries(client, address):
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.django_db(transaction=True)  # in one, PostgreSQL is asked twice for the generation
@pytest.mark.parametrize("count", [1, 44, 2000])
def test_programme_costs_the_same_for_any_number_of_sessions(client, clock_at, without_page_cache, monkeypatch, count):
    monkeypatch.setattr(current_places, "live_places", LivePlaces())
    clock_at("2025-05-13T09:30")
    fill(count)
    client.get(reverse("about"))  # what is only read once per process, such as content types, is not counted
    public_cache.forget_everything()
    address = reverse("programme")
    first = FIRST_QUERIES + (MORE_FOR_MANY if count > current_places.MANY_SLOTS else 0)
    assert [count_queries(client, address), count_queries(client, address)] == [first, GENERATION_AND_PLACES]
    address = reverse("availability_json")
    assert count_queries(client, address) <= FIRST_QUERIES
    assert count_queries(client, address) == PLACES


@pytest.mark.parametrize(("mode", "look"), [("individual", "onsite"), ("both", "onsite"), ("class", "closed")])
def test_whoever_comes_late_is_sent_to_the_door_where_the_door_is_open(mode, look):
    slot = TimeSlotFactory(session__booking_mode=mode)
    now = slot.starts_at - dt.timedelta(minutes=10)
    [slot_places] = list_slot_places(published_slots(now), now)
    assert slot_places.look == look
