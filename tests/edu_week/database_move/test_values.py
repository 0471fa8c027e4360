"""Sums that tell two tables apart, on any database."""

import pytest

from edu_week.database_move.values import list_columns, sum_table
from events.models import Booking, BookingEvent, TimeSlot
from schools.models import School
from tests.factories.events import BookingFactory
from tests.factories.schools import SchoolFactory

pytestmark = pytest.mark.django_db


def test_every_value_counts():
    booking = BookingFactory()
    before = sum_table(Booking, "default")
    assert before.rows == 1
    Booking.objects.update(contact_name="李女士")
    assert sum_table(Booking, "default") != before
    Booking.objects.update(contact_name=booking.contact_name)
    assert sum_table(Booking, "default") == before


def test_a_microsecond_counts():
    BookingFactory()
    moment = BookingEvent.objects.first() or TimeSlot.objects.first()
    field = "at" if isinstance(moment, BookingEvent) else "starts_at"
    before = sum_table(type(moment), "default")
    value = getattr(moment, field)
    type(moment).objects.update(**{field: value.replace(microsecond=value.microsecond ^ 1)})
    assert sum_table(type(moment), "default") != before


def test_rows_that_a_manager_leaves_out_are_counted():
    SchoolFactory(status="draft")
    SchoolFactory(status="published")
    assert sum_table(School, "default").rows == 2


def test_columns_are_those_that_can_be_written():
    assert {field.column for field in list_columns(Booking)} >= {"id", "reference", "slot_id"}
