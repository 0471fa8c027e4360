"""Rules 2 and 6: the halves of a class that was split, and limits that hold whatever the way in."""

import pytest

from events.bookings import changes, errors, services
from events.models import ActivityWeek, Booking, EventSession, TimeSlot
from tests.events.bookings.conftest import book_class, fresh, make_slot
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PHONE = "13900000001"


def split(slot, now, *, pupils=30, adults=2, **more):
    return book_class(slot, PHONE, pupils, adults, now=now, may_split=True, **more)


@pytest.fixture
def tight(class_session):
    """Room for 20 and for 40 on one day, and plenty on another."""
    make_slot(class_session, "05-16 10:00", "05-16 11:00", capacity=200)
    return [
        make_slot(class_session, "05-17 09:00", "05-17 10:30", capacity=20),
        make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=40),
    ]


def test_halves_come_on_one_day(class_session, now):
    slot = make_slot(class_session, "05-17 09:00", "05-17 10:30", capacity=20)
    make_slot(class_session, "05-16 10:00", "05-16 11:00", capacity=200)
    assert split(slot, now).state == "waitlisted"
    make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=40)
    services.settle_due_slots(now=now)
    assert {booking.slot.day.day for booking in Booking.objects.filter(state="pending")} == {17}


@pytest.mark.parametrize(("room", "is_split"), [(5, False), (6, True)])
def test_no_half_is_smaller_than_the_setting(class_session, now, room, is_split):
    """Five pupils and their adult need six places."""
    slot = make_slot(class_session, "05-17 09:00", "05-17 10:30", capacity=room)
    make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=200)
    first = split(slot, now, pupils=25)
    assert (first.state, first.is_half) == (("pending", True) if is_split else ("waitlisted", False))


def test_the_rest_is_no_smaller_either(class_session, now):
    slot = make_slot(class_session, "05-17 09:00", "05-17 10:30", capacity=26)
    other = make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=6)
    assert split(slot, now, pupils=25).pupils == 20
    assert Booking.objects.get(slot=other).pupils == 5


@pytest.mark.parametrize(("adults", "is_split"), [(3, False), (4, True)])
def test_each_half_has_the_fewest_adults(tight, now, adults, is_split):
    ActivityWeek.objects.update(class_min_adults=2)
    first = split(tight[0], now, adults=adults)
    assert first.is_half == is_split
    assert all(one.adults >= 2 for one in Booking.objects.all())


def test_a_half_keeps_its_own_least_and_the_most_counts_both(tight, now):
    first = split(tight[0], now)
    second = Booking.objects.get(slot=tight[1])
    assert first.pupils + second.pupils == 30
    changes.change_party(booking_id=first.pk, pupils=5, adults=1, now=now)
    with pytest.raises(errors.TooFewPeople):
        changes.change_party(booking_id=first.pk, pupils=4, adults=1, now=now)
    ActivityWeek.objects.update(class_max_pupils=30)
    changes.change_party(booking_id=second.pk, pupils=25, adults=2, now=now)
    with pytest.raises(errors.TooManyPeople):
        changes.change_party(booking_id=second.pk, pupils=26, adults=2, now=now)


def test_halves_never_share_a_slot_nor_leave_the_day(class_session, tight, now):
    first = split(tight[0], now)
    TimeSlot.objects.filter(pk=tight[1].pk).update(capacity=200, bookable=200)
    with pytest.raises(errors.ClassAlreadyBooked):
        changes.move_booking(booking_id=first.pk, to_slot_id=tight[1].pk, now=now)
    with pytest.raises(errors.HalvesOnOneDay):
        changes.move_booking(booking_id=first.pk, to_slot_id=TimeSlot.objects.get(starts_at__day=16).pk, now=now)
    overlapping = make_slot(class_session, "05-17 14:30", "05-17 16:00", capacity=40)
    assert changes.move_booking(booking_id=first.pk, to_slot_id=overlapping.pk, now=now).slot_id == overlapping.pk


def test_cancelling_one_half_leaves_the_other(tight, now):
    first = split(tight[0], now)
    second = Booking.objects.get(slot=tight[1])
    services.cancel_booking(booking_id=first.pk, now=now)
    assert fresh(second)[0][0] == "pending"
    changes.move_booking(booking_id=second.pk, to_slot_id=TimeSlot.objects.get(starts_at__day=16).pk, now=now)


def test_a_class_is_not_split_into_a_time_at_which_it_is_elsewhere(client, class_session, tight, now):
    elsewhere = EventSession.objects.create(
        slug="lacquer", week=class_session.week, venue=class_session.venue, title="漆艺", kind="experience",
        booking_mode="class", status="published",
    )  # fmt: skip
    there = make_slot(elsewhere, "05-17 15:00", "05-17 16:00", capacity=200)
    book_class(there, PHONE, now=now)
    assert split(tight[0], now).state == "waitlisted"


def test_a_waiting_class_is_not_lowered_under_the_fewest(class_session, now):
    slot = make_slot(class_session, capacity=20)
    waiting = book_class(slot, now=now)
    assert waiting.state == "waitlisted"
    with pytest.raises(errors.TooFewPeople):
        changes.change_party(booking_id=waiting.pk, pupils=9, adults=1, now=now)
    with pytest.raises(errors.TooManyPeople):
        changes.change_party(booking_id=waiting.pk, pupils=61, adults=4, now=now)
    with pytest.raises(errors.TooFewAdults):
        changes.change_party(booking_id=waiting.pk, pupils=30, adults=1, now=now)


def test_staff_are_bound_without_a_reason_and_by_supervision_always(class_session, now):
    slot = make_slot(class_session, capacity=100)
    booking, actor = book_class(slot, now=now), services.staff_actor(UserFactory())
    with pytest.raises(errors.TooFewPeople):
        changes.change_party(booking_id=booking.pk, pupils=9, adults=1, now=now, actor=actor)
    changes.change_party(booking_id=booking.pk, pupils=9, adults=1, now=now, actor=actor, override="two are ill")
    with pytest.raises(errors.TooFewAdults):
        changes.change_party(booking_id=booking.pk, pupils=61, adults=3, now=now, actor=actor, override="a big class")


def test_a_party_over_the_most_since_may_give_places_back(class_session, now):
    booking = book_class(make_slot(class_session, capacity=100), pupils=40, adults=2, now=now)
    ActivityWeek.objects.update(class_max_pupils=20)
    changes.change_party(booking_id=booking.pk, pupils=35, adults=2, now=now)
    with pytest.raises(errors.TooManyPeople):
        changes.change_party(booking_id=booking.pk, pupils=36, adults=2, now=now)
