"""Corners that the machine of test_state_machine.py walked into, each once more by itself."""

import datetime as dt
from contextlib import nullcontext

import pytest

from events.bookings import changes, errors, plans, rescheduling, rules, services
from events.models import ActivityWeek, Booking, EventSession, TimeSlot
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


def test_an_adult_is_not_exchanged_for_a_pupil_over_the_most(class_session, now):
    """As many people as before, but more pupils than may come."""
    ActivityWeek.objects.update(class_max_pupils=30)
    booking = book_class(make_slot(class_session, capacity=60), pupils=30, adults=3, now=now)
    with pytest.raises(errors.TooManyPeople):
        changes.change_party(booking_id=booking.pk, pupils=31, adults=2, now=now)
    assert fresh(booking) == [("pending", 33)]


def test_the_other_half_does_not_count_once_its_time_is_over(class_session, staff, now):
    """Staff took one half to another session, where nobody has looked since."""
    small = make_slot(class_session, "05-17 09:00", "05-17 10:30", capacity=20)
    make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=40)
    other_session = EventSession.objects.create(
        slug="lacquer", week=class_session.week, venue=class_session.venue, title="漆艺", kind="experience",
        booking_mode="class", status="published",
    )  # fmt: skip
    there = make_slot(other_session, "05-17 16:00", "05-17 17:00", capacity=60)
    next_day = make_slot(class_session, "05-18 09:00", "05-18 10:30", capacity=60)
    first = book_class(small, pupils=30, adults=3, now=now, may_split=True)
    second = Booking.objects.exclude(pk=first.pk).get()
    changes.move_booking(booking_id=second.pk, to_slot_id=there.pk, now=now, actor=staff, override="the lathe is broken")
    services.approve_booking(booking_id=first.pk, now=now, actor=staff)
    later = now + dt.timedelta(hours=49)
    changes.move_booking(booking_id=first.pk, to_slot_id=next_day.pk, now=later)
    assert first.change_requests.get().slot_id == next_day.pk


def test_two_waiting_bookings_of_one_class_are_not_split_into_one_slot(class_session, staff, now):
    """One class waits in the morning and at noon, and both may be split into the afternoon."""
    morning = make_slot(class_session, "05-17 09:00", "05-17 10:00", capacity=5)
    noon = make_slot(class_session, "05-17 12:00", "05-17 13:00", capacity=5)
    waiting = [book_class(slot, pupils=30, adults=3, now=now, may_split=True) for slot in (morning, noon)]
    assert fresh(*waiting) == [("waitlisted", 33)] * 2
    afternoon = make_slot(class_session, "05-17 15:00", "05-17 16:00", capacity=100)
    TimeSlot.objects.filter(pk__in=[morning.pk, noon.pk]).update(capacity=20, bookable=20)
    services.settle_due_slots(now=now)
    assert [booking.state for booking in waiting if booking.refresh_from_db() or True] == ["pending", "waitlisted"]
    assert Booking.objects.filter(slot=afternoon).count() == 1


@pytest.mark.parametrize("name", ["", "八年级", "班"])
def test_a_name_that_names_no_class_has_to_be_given(class_session, now, name):
    slot = make_slot(class_session, capacity=100)
    party = rules.Party(kind="class", people=32, pupils=30, adults=2)
    for phone, refusal in (("13900000001", None), ("13900000002", errors.ClassNameNeeded)):
        details = services.BookerDetails(contact_name="Carol", phone=phone, school_name="第一中学", grade=8, class_name=name)
        with pytest.raises(refusal) if refusal else nullcontext():
            services.book_place(slot_id=slot.pk, party=party, details=details, now=now)


def test_a_plan_whose_times_came_to_overlap_is_chosen_anew(class_session, staff, now):
    first = make_slot(class_session, "05-17 09:00", "05-17 10:00", capacity=60)
    second = make_slot(class_session, "05-17 14:00", "05-17 15:00", capacity=60)
    held = plans.hold_plan(slot_ids=[first.pk, second.pk], pupils=30, adults=2, now=now, token="one")
    reschedule(second, staff, now=now, starts_at=at("05-17 09:30"), ends_at=at("05-17 10:30"))
    details = services.BookerDetails(contact_name="Carol", phone="13900000001", school_name="第一中学", grade=8)
    with pytest.raises(errors.PlanClash):
        plans.book_plan(plan=held[0].plan, details=details, now=now)
    with pytest.raises(errors.PlanClash):
        plans.hold_plan(slot_ids=[first.pk, second.pk], pupils=30, adults=2, now=now, token="one")
    assert fresh(*held) == [("held", 32)] * 2
