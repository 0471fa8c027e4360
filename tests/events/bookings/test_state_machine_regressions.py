"""Corners that the machine of test_model.py walked into, each once more by itself."""

import datetime as dt

import pytest

from events.bookings import changes, plans, rescheduling, rules, services
from events.models import TimeSlot
from tests.events.bookings.conftest import at, book_class, fresh, make_slot, taken
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db):
    return services.staff_actor(UserFactory())


def reschedule(slot, actor, *, now, **values):
    slot = TimeSlot.objects.get(pk=slot.pk)
    for name, value in values.items():
        setattr(slot, name, value)
    rescheduling.apply_rescheduling(slots=[slot], now=now, actor=actor, reason="storm")


def test_a_class_that_lapsed_unnoticed_may_book_anew(class_session, now):
    slot = make_slot(class_session, capacity=60)
    first = book_class(slot, now=now)
    second = book_class(slot, now=now + dt.timedelta(hours=48))
    assert second.pk != first.pk
    assert fresh(first, second) == [("lapsed", 32), ("pending", 32)]
    assert taken(slot) == 32


def test_half_of_a_class_that_was_split_may_move(class_session, now):
    small = make_slot(class_session, capacity=8)
    make_slot(class_session, "05-17 13:00", "05-17 14:00", capacity=40)
    other = make_slot(class_session, "05-17 15:00", "05-17 16:00", capacity=40)
    half = book_class(small, pupils=30, adults=3, now=now, may_split=True, accept_fewer=20)
    assert fresh(half) == [("pending", 8)]
    changes.move_booking(booking_id=half.pk, to_slot_id=other.pk, now=now)
    assert (taken(small), taken(other)) == (0, 8)


def test_more_adults_raise_what_a_class_settles_for(class_session, now):
    slot = make_slot(class_session, capacity=60)
    booking = book_class(slot, now=now, accept_fewer=12)
    changed = changes.change_party(booking_id=booking.pk, pupils=30, adults=5, now=now)
    assert (changed.people, changed.accept_fewer) == (35, 15)


def test_an_earlier_start_brings_the_hour_of_decision_forward(class_session, staff, now):
    slot = make_slot(class_session, capacity=60)
    booking = book_class(slot, now=now)
    assert booking.expires_at == at("05-15 09:30")
    reschedule(slot, staff, now=now, starts_at=at("05-15 09:30"), ends_at=at("05-15 11:00"))
    booking.refresh_from_db()
    assert booking.expires_at == at("05-14 17:00")


def test_a_hold_that_lost_its_place_is_over_whatever_else_changes(class_session, staff, now):
    slot = make_slot(class_session, capacity=60)
    held = plans.hold_plan(slot_ids=[slot.pk], pupils=30, adults=2, now=now)[0]
    reschedule(slot, staff, now=now, capacity=20, starts_at=at("05-17 10:00"))
    assert fresh(held) == [("lapsed", 32)]
    assert [(event.from_state, event.to_state) for event in held.events.all()] == [("", "held"), ("held", "lapsed")]


def test_a_class_that_staff_book_late_is_not_over_at_once(class_session, staff):
    slot = make_slot(class_session, capacity=60)
    now = at("05-17 09:45")  # it has begun
    booking = services.book_place(
        slot_id=slot.pk,
        party=rules.Party(kind="class", people=32, pupils=30, adults=2),
        details=services.BookerDetails(contact_name="Carol", phone="13900000001"),
        now=now,
        actor=staff,
        override="they stand at the door",
    )
    assert booking.expires_at == slot.ends_at


def test_a_slot_may_shrink_and_be_cancelled_at_once(class_session, staff, now):
    slot = make_slot(class_session, capacity=60)
    booking = book_class(slot, now=now)
    reschedule(slot, staff, now=now, capacity=20, cancelled_at=now, cancel_reason="storm")
    assert fresh(booking) == [("cancelled", 32)]
    assert [notice.kind for notice in booking.notices.order_by("pk")] == ["received", "cancelled"]
