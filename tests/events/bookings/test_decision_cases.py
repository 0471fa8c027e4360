"""What staff decide on: pending bookings and requests for a change, in one order."""

import pytest

from events.bookings import changes, services
from events.bookings.decision_cases import cases_of_bookings, cases_of_changes, concerning_slot
from events.models import Booking, BookingChange
from events.models.booking_change import awaiting_decision
from tests.events.bookings.conftest import at, book_class, make_slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def slots(class_session):
    times = [("05-17 09:30", "05-17 11:00"), ("05-17 14:00", "05-17 15:30"), ("05-15 09:30", "05-15 11:00")]
    return [make_slot(class_session, *span, capacity=100) for span in times]


@pytest.fixture
def asked(slots, now):
    booking = book_class(slots[0], now=now)
    services.approve_booking(booking_id=booking.pk, now=now, actor=services.Actor(kind="staff"))
    changes.move_booking(booking_id=booking.pk, to_slot_id=slots[1].pk, now=at("05-13 10:00"))
    return booking


def test_pending_and_asked_for_the_soonest_deadline_first(slots, asked, now):
    soon, late = book_class(slots[2], "13900000002", now=now), book_class(slots[0], "13900000003", now=at("05-13 10:30"))
    awaiting = Booking.objects.filter(awaiting_decision(at("05-13 11:00")))
    cases = cases_of_bookings(awaiting, at("05-13 11:00"))
    assert [case.booking for case in cases] == [soon, asked, late]
    assert [case.input_name for case in cases] == ["booking", "request", "booking"]
    assert [case.slot for case in cases] == [slots[2], slots[1], slots[0]]
    assert all(case.is_open(at("05-13 11:00")) for case in cases)
    assert [case.booking for case in cases_of_bookings(awaiting, at("05-13 11:00"), most=1)] == [soon]


def test_nothing_is_to_be_decided_once_the_time_is_over(asked):
    change = asked.change_requests.get()
    assert not Booking.objects.filter(awaiting_decision(change.expires_at)).exists()
    [case] = cases_of_bookings(Booking.objects.all(), change.expires_at)
    assert (case.change, case.is_open(change.expires_at)) == (None, False)
    [case] = cases_of_changes(BookingChange.objects.all())
    assert (case.change, case.is_open(change.expires_at)) == (change, False)


def test_a_slot_concerns_who_is_there_and_who_asks_to_come(slots, asked, now):
    found = [list(Booking.objects.filter(concerning_slot(slot.pk, now))) for slot in slots]
    assert found == [[asked], [asked], []]
