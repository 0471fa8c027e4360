"""Sessions that take individuals and classes: one room, each kind by its own windows, sizes and deadlines."""

import pytest

from events.bookings import changes, errors, plans, queries, services
from events.models import EventSession, TimeSlot
from tests.events.bookings.conftest import at, book, book_class, fresh, make_slot, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot(session):
    session.booking_mode, session.max_people = "both", 4
    session.save()
    return make_slot(EventSession.objects.get(), capacity=60)


def test_each_by_its_own_sizes(slot, now):
    assert book(slot, people=4, now=now).state == "confirmed"
    with pytest.raises(errors.TooManyPeople):
        book(slot, "13800000002", 5, now=now)
    assert book_class(slot, now=now).state == "pending"
    assert taken(slot) == 36


def test_each_by_its_own_windows(slot):
    noon = at("05-16 12:00")
    with pytest.raises(errors.BookingClosed):
        book_class(slot, now=noon)
    assert queries.availability_by_slot(TimeSlot.objects.all(), noon)[slot.pk].state == "open"
    family = book(slot, people=2, now=noon)
    assert family.changes_until == at("05-17 07:30")


def test_a_family_gets_what_a_class_gives_up(slot, now):
    first = book_class(slot, pupils=55, adults=3, now=now)
    family = book(slot, people=4, now=now, wait=True)
    assert fresh(first, family) == [("pending", 58), ("waitlisted", 4)]
    services.cancel_booking(booking_id=first.pk, now=now)
    assert fresh(first, family) == [("cancelled", 58), ("confirmed", 4)]


def test_a_class_in_the_line_does_not_stop_a_family_once_classes_are_closed(slot, now):
    book_class(slot, pupils=55, adults=3, now=at("05-15 10:00"))
    waiting = book_class(slot, "13900000002", 20, 1, now=at("05-15 10:01"))
    family = book(slot, people=3, now=at("05-15 10:02"), wait=True)
    services.settle_due_slots(now=at("05-16 17:00"))
    assert fresh(waiting, family) == [("waitlisted", 21), ("confirmed", 3)]


def test_a_class_that_can_no_longer_move_up_stops_nobody(slot):
    book_class(slot, pupils=55, adults=3, now=at("05-15 10:00"))
    book_class(slot, "13900000002", 20, 1, now=at("05-15 10:01"))
    evening = at("05-16 17:00")  # the first has lapsed, the second's booking is closed
    assert queries.availability_by_slot(TimeSlot.objects.all(), evening)[slot.pk].state == "open"
    assert book(slot, people=2, now=evening).state == "confirmed"


def test_fewest_pupils_hold_for_changes_too(slot, now):
    booking = book_class(slot, pupils=12, adults=1, now=now)
    changes.change_party(booking_id=booking.pk, pupils=10, adults=1, now=now)
    assert fresh(booking) == [("pending", 11)]
    with pytest.raises(errors.TooFewPeople):
        changes.change_party(booking_id=booking.pk, pupils=9, adults=1, now=now)


def test_plans_take_such_sessions_too(slot, now):
    (held,) = plans.hold_plan(slot_ids=[slot.pk], pupils=30, adults=2, now=now)
    assert held.state == "held"
    with pytest.raises(errors.NothingToDo):
        changes.change_party(booking_id=held.pk, pupils=20, adults=1, now=now)
