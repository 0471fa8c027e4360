"""The compiled query gives what the query it was made of gives."""

import pytest

from events.bookings.queries import with_places
from events.models import TimeSlot
from events.programme.place_numbers import NUMBERS, read_numbers
from tests.events.bookings.conftest import book, make_slot, now, session  # noqa: F401

pytestmark = pytest.mark.django_db


def test_numbers_are_those_of_the_booking_rules(session, now, django_assert_num_queries):  # noqa: F811
    slots = [make_slot(session, capacity=2), make_slot(session, "05-16 10:00", "05-16 11:00")]
    book(slots[0], people=2, now=now)
    book(slots[0], "13800000002", now=now)
    asked = [slot.pk for slot in slots]
    expected = {row[0]: row[1:] for row in with_places(TimeSlot.objects.all(), now).values_list("pk", *NUMBERS)}
    with django_assert_num_queries(1):
        assert read_numbers(asked, now).of_slots == expected
    assert expected[slots[0].pk][:3] == (2, 0, 1)


def test_nothing_is_asked_for_no_slots(now, django_assert_num_queries):  # noqa: F811
    with django_assert_num_queries(0):
        assert read_numbers([], now).of_slots == {}
