"""When places that are held or await a decision are given back."""

import datetime as dt

import pytest

from events.bookings.expiry import hold_until, pending_until
from events.models import Booking
from events.models.booking_change import awaiting_decision
from tests.events.bookings.conftest import at, make_slot
from tests.factories import ClassBookingFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("05-10 09:00", "05-12 09:00"),  # 48 hours
        ("05-15 09:00", "05-16 17:00"),  # five o'clock of the day before
        ("05-16 17:00", "05-17 09:30"),  # too late for that: the start
        ("05-17 10:00", "05-17 11:00"),  # and too late for that
    ],
)
def test_a_class_is_decided_on_within_two_days_and_by_the_eve(class_session, now, until):
    assert pending_until(make_slot(class_session), at(now)) == at(until)


def test_hours_and_hour_are_settings_of_the_week(class_session):
    class_session.week.decide_within_hours, class_session.week.decide_by_time = 24, dt.time(15)
    slot = make_slot(class_session)
    assert pending_until(slot, at("05-10 09:00")) == at("05-11 09:00")
    assert pending_until(slot, at("05-16 09:00")) == at("05-16 15:00")


def test_a_plan_is_held_ten_minutes(now):
    assert hold_until(now) == now + dt.timedelta(minutes=10)


@pytest.mark.parametrize("state", ["held", "pending", "confirmed", "waitlisted", "cancelled", "lapsed"])
@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_a_row_and_a_query_say_the_same(now, state, minutes):
    booking = ClassBookingFactory(state=state, expires_at=now + dt.timedelta(minutes=minutes))
    assert Booking.objects.expired(now).filter(pk=booking.pk).exists() == booking.has_expired(now)
    awaits = Booking.objects.filter(awaiting_decision(now), pk=booking.pk).exists()
    assert awaits == (state == "pending" and not booking.has_expired(now))
