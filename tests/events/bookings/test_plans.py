"""One class at several sessions of a day: all or nothing, held for ten minutes."""

import datetime as dt

import pytest

from events.bookings import errors, plans, queries, services
from events.models import Booking, Notice, TimeSlot
from tests.events.bookings.conftest import book_class, fresh, make_slot, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning(class_session):
    return make_slot(class_session, "05-17 09:00", "05-17 10:30", capacity=60)


@pytest.fixture
def afternoon(class_session):
    return make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=60)


def hold(*slots, now, pupils=30, adults=2):
    return plans.hold_plan(slot_ids=[slot.pk for slot in slots], pupils=pupils, adults=adults, now=now)


DETAILS = services.BookerDetails(contact_name="Carol", phone="13900000001", school_name="第一中学", grade=8)


def test_held_then_booked(morning, afternoon, now):
    held = hold(morning, afternoon, now=now)
    assert (taken(morning), taken(afternoon)) == (32, 32)
    assert len({booking.plan for booking in held}) == 1
    booked = plans.book_plan(plan=held[0].plan, details=DETAILS, now=now, token="second step")
    assert fresh(*booked) == [("pending", 32)] * 2
    assert [booking.slot_id for booking in booked] == [morning.pk, afternoon.pk]
    assert Notice.objects.filter(kind="received").count() == 2
    assert plans.book_plan(plan=held[0].plan, details=DETAILS, now=now, token="second step") == booked
    assert Notice.objects.count() == 2


def test_all_or_nothing(morning, afternoon, now):
    book_class(afternoon, now=now)
    with pytest.raises(errors.PlanRefused, match="亲子RC模型组装"):
        hold(morning, afternoon, now=now)
    assert (taken(morning), taken(afternoon)) == (0, 32)
    assert Booking.objects.count() == 1


def test_a_hold_is_extended_once_by_ten_minutes(morning, afternoon, now):
    plan = hold(morning, afternoon, now=now)[0].plan
    later = now + dt.timedelta(minutes=9)
    extended = plans.extend_hold(plan=plan, now=later)
    assert {booking.expires_at for booking in extended} == {now + dt.timedelta(minutes=20)}
    with pytest.raises(errors.HoldExtended):
        plans.extend_hold(plan=plan, now=later)
    still_held = now + dt.timedelta(minutes=19)
    assert fresh(*plans.book_plan(plan=plan, details=DETAILS, now=still_held)) == [("pending", 32)] * 2
    with pytest.raises(errors.PlanBooked):
        plans.extend_hold(plan=plan, now=still_held)


def test_a_hold_that_has_ended_is_not_extended_and_keeps_when_it_ended(morning, now):
    held = hold(morning, now=now)
    end = now + dt.timedelta(minutes=10)
    with pytest.raises(errors.PlanOver):
        plans.extend_hold(plan=held[0].plan, now=end)
    plans.drop_plan(plan=held[0].plan, now=end + dt.timedelta(minutes=5))
    booking = Booking.objects.get()
    assert (booking.state, booking.expires_at, taken(morning)) == ("lapsed", end, 0)
    with pytest.raises(errors.PlanOver):
        plans.extend_hold(plan="no such plan", now=now)


def test_a_plan_held_anew_can_be_extended_again(morning, now):
    def send(moment):
        return plans.hold_plan(slot_ids=[morning.pk], pupils=30, adults=2, now=moment, token="the same form")[0].plan

    plans.extend_hold(plan=send(now), now=now)
    much_later = now + dt.timedelta(minutes=25)
    (booking,) = plans.extend_hold(plan=send(much_later), now=much_later)
    assert booking.expires_at == much_later + dt.timedelta(minutes=20)


def test_two_that_overlap_are_named(class_session, morning, now):
    clash = make_slot(class_session, "05-17 10:00", "05-17 11:00", capacity=60)
    with pytest.raises(errors.PlanClash) as refusal:
        hold(morning, clash, now=now)
    assert "09:00" in refusal.value.sentence
    assert "10:00" in refusal.value.sentence
    assert hold(morning, make_slot(class_session, "05-17 10:30", "05-17 11:30", capacity=60), now=now)


def test_one_day(class_session, morning, now):
    with pytest.raises(errors.PlanOfOneDay):
        hold(morning, make_slot(class_session, "05-16 09:00", "05-16 10:00", capacity=60), now=now)


def test_sizes_and_adults_hold(morning, now):
    with pytest.raises(errors.PlanRefused) as refusal:
        hold(morning, now=now, pupils=41, adults=2)
    assert refusal.value.field == "adults"


def test_a_hold_shows_as_taken_and_frees_itself(morning, now):
    hold(morning, now=now)
    places = {
        minutes: queries.availability_by_slot(TimeSlot.objects.all(), now + dt.timedelta(minutes=minutes)) for minutes in (9, 10)
    }
    assert [places[minutes][morning.pk].left for minutes in (9, 10)] == [28, 60]


def test_a_hold_that_lapsed_is_held_anew_while_its_places_are_free(morning, afternoon, now):
    held = hold(morning, afternoon, now=now)
    later = now + dt.timedelta(minutes=10)
    services.settle_due_slots(now=later)
    assert fresh(*held) == [("lapsed", 32)] * 2
    assert (taken(morning), taken(afternoon)) == (0, 0)
    assert not Notice.objects.exists()
    plans.book_plan(plan=held[0].plan, details=DETAILS, now=later)
    assert fresh(*held) == [("pending", 32)] * 2
    assert (taken(morning), taken(afternoon)) == (32, 32)


def test_too_late_books_nothing_once_the_places_are_gone(morning, afternoon, now):
    held = hold(morning, afternoon, now=now)
    later = now + dt.timedelta(minutes=10)
    book_class(afternoon, now=later)
    with pytest.raises(errors.PlanOver):
        plans.book_plan(plan=held[0].plan, details=DETAILS, now=later)
    services.settle_due_slots(now=later)
    assert fresh(*held) == [("lapsed", 32)] * 2
    assert (taken(morning), taken(afternoon)) == (0, 32)


def test_a_lapsed_hold_moves_the_line(class_session, now):
    slot = make_slot(class_session, capacity=40)
    hold(slot, now=now)
    waiting = book_class(slot, now=now)
    assert waiting.state == "waitlisted"
    services.settle_due_slots(now=now + dt.timedelta(minutes=10))
    assert fresh(waiting) == [("pending", 32)]


def test_given_back_by_hand(morning, afternoon, now):
    held = hold(morning, afternoon, now=now)
    plans.drop_plan(plan=held[0].plan, now=now)
    assert fresh(*held) == [("cancelled", 32)] * 2
    assert (taken(morning), taken(afternoon)) == (0, 0)


def test_an_unknown_plan_is_over(db, now):
    for plan in ("", "no-such-plan"):
        with pytest.raises(errors.PlanOver):
            plans.book_plan(plan=plan, details=DETAILS, now=now)


def test_what_is_booked_is_not_dropped(morning, afternoon, now):
    """Going back in the browser after the second step sends the form that drops the holds."""
    held = hold(morning, afternoon, now=now)
    booked = plans.book_plan(plan=held[0].plan, details=DETAILS, now=now)
    plans.drop_plan(plan=held[0].plan, now=now)
    assert fresh(*booked) == [("pending", 32)] * 2
    assert (taken(morning), taken(afternoon)) == (32, 32)
