"""Rule 4 for classes: one class has one booking at a time, whoever sends it and whatever the way in."""

import json
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from events.bookings import changes, errors, plans, rescheduling, services
from events.models import ActivityWeek, Booking, EventSession, TimeSlot
from schools.models import School
from tests.events.bookings.conftest import at, book_class, form_data, fresh, make_slot, taken
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

CASES = json.loads((Path(__file__).parents[2] / "cases" / "classes.json").read_text())
PHONE, OTHER_PHONE = "13900000001", "13900000002"


@pytest.fixture
def morning(class_session):
    return make_slot(class_session, "05-17 09:00", "05-17 10:30", capacity=200)


@pytest.fixture
def clash(class_session):
    return make_slot(class_session, "05-17 10:00", "05-17 11:00", capacity=200)


@pytest.fixture
def afternoon(class_session):
    return make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=200)


def request_class(client, slot, **more):
    who = {"school_name": "榆次一中", "grade": "7", "class_name": "3班", "contact_name": "王老师", "phone": PHONE}
    data = form_data(slot, pupils="30", adults="2", accept_fewer="", **who | more)
    return client.post(reverse("session_book", args=["rc-cars"]) + "?as=class", data)


def refused_beside(answer, field):
    assert answer.status_code == 409
    return str(answer.context["form"].errors[field][0])


@pytest.mark.parametrize(("school", "grade", "first", "name"), [
    (case["school"], case["grade"], case["same"][0], name) for case in CASES for name in case["same"]
])  # fmt: skip
def test_a_class_books_once_however_it_is_written(client, morning, now, school, grade, first, name):
    names = {"school_name": school, "grade": str(grade)}
    assert request_class(client, morning, class_name=first, **names).status_code == 302
    assert refused_beside(request_class(client, morning, class_name=name, phone=OTHER_PHONE, **names), "class_name")
    assert taken(morning) == 32


@pytest.mark.parametrize(("school", "grade", "first", "name"), [
    (case["school"], case["grade"], case["same"][0], name) for case in CASES for name in case["different"]
])  # fmt: skip
def test_another_class_books_with_the_same_phone(client, morning, now, school, grade, first, name):
    names = {"school_name": school, "grade": str(grade)}
    request_class(client, morning, class_name=first, **names)
    assert request_class(client, morning, class_name=name, **names).status_code == 302


def test_the_chosen_school_counts_however_it_is_written(client, morning, now):
    School.objects.create(slug="yuci", name="榆次一中", group=School.Group.VISITING, status="published")
    request_class(client, morning)
    assert Booking.objects.get().school
    refused_beside(request_class(client, morning, school_name=" 榆次 一中"), "class_name")


def test_overlapping_times_are_one_time_and_touching_ones_are_not(client, class_session, morning, clash, now):
    request_class(client, morning)
    sentence = refused_beside(request_class(client, clash, phone=OTHER_PHONE), "class_name")
    assert sentence == refused_beside(request_class(client, morning, phone=OTHER_PHONE), "class_name")
    assert "rc" not in sentence.lower()
    assert "09:00" not in sentence
    touching = make_slot(class_session, "05-17 10:30", "05-17 11:30", capacity=200)
    assert request_class(client, touching).status_code == 302


def test_a_second_class_without_a_name_has_to_give_it(client, morning, now):
    """Two classes of equal size with a blank class name: the second must not vanish in the first."""
    assert request_class(client, morning, class_name="").status_code == 302
    answer = request_class(client, morning, class_name="", phone=OTHER_PHONE)
    assert refused_beside(answer, "class_name") == str(errors.ClassNameNeeded())
    assert request_class(client, morning, class_name="2", phone=OTHER_PHONE).status_code == 302


@pytest.mark.parametrize("state", ["waitlisted", "pending", "confirmed"])
def test_every_live_state_counts_and_no_other(client, morning, now, state):
    request_class(client, morning)
    Booking.objects.update(state=state, queued_at=now)
    refused_beside(request_class(client, morning, phone=OTHER_PHONE), "class_name")
    Booking.objects.update(state="cancelled")
    assert request_class(client, morning, phone=OTHER_PHONE).status_code == 302


def test_a_class_that_lapsed_and_is_not_settled_is_not_in_the_way(client, class_session, morning, clash, now, clock_at):
    request_class(client, morning)
    Booking.objects.update(expires_at=at("05-13 09:00"))
    assert request_class(client, clash, phone=OTHER_PHONE).status_code == 302


DETAILS = services.BookerDetails(contact_name="Carol", phone=OTHER_PHONE, school_name="榆次一中", grade=7, class_name="七（3）班")


def test_a_plan_is_under_the_rule_as_a_whole(client, morning, afternoon, now):
    request_class(client, afternoon)
    held = plans.hold_plan(slot_ids=[morning.pk, afternoon.pk], pupils=30, adults=2, now=now)
    with pytest.raises(errors.ClassAlreadyBooked):
        plans.book_plan(plan=held[0].plan, details=DETAILS, now=now)
    assert fresh(*held) == [("held", 32)] * 2


def test_a_class_named_in_a_plan_counts(client, morning, now):
    held = plans.hold_plan(slot_ids=[morning.pk], pupils=30, adults=2, now=now)
    assert request_class(client, morning).status_code == 302  # a hold has no name yet
    services.cancel_booking(booking_id=Booking.objects.latest("pk").pk, now=now)
    plans.book_plan(plan=held[0].plan, details=DETAILS, now=now)
    refused_beside(request_class(client, morning), "class_name")


def test_a_caller_is_under_the_rule(client, morning, now):
    request_class(client, morning)
    with pytest.raises(errors.ClassAlreadyBooked):
        services.book_place(
            slot_id=morning.pk,
            party=services.rules.Party(kind="class", people=32, pupils=30, adults=2, phone=OTHER_PHONE),
            details=DETAILS,
            now=now,
            actor=services.staff_actor(UserFactory()),
            override="the headmaster asked",
        )


def test_a_changed_class_name_is_under_the_rule(client, morning, now):
    request_class(client, morning)
    request_class(client, morning, class_name="4班", phone=OTHER_PHONE)
    second = Booking.objects.get(phone=OTHER_PHONE)
    contact = changes.ContactDetails(contact_name="王老师", phone=OTHER_PHONE, class_name="初一3班")
    with pytest.raises(errors.ClassAlreadyBooked):
        changes.change_contact(booking_id=second.pk, contact=contact, now=now)
    contact = changes.ContactDetails(contact_name="王老师", phone=OTHER_PHONE, class_name="5班")
    changes.change_contact(booking_id=second.pk, contact=contact, now=now)
    assert Booking.objects.get(pk=second.pk).class_key == "榆次一中/7/5"


def test_a_move_is_under_the_rule(client, class_session, morning, now):
    other = EventSession.objects.create(
        slug="lacquer", week=class_session.week, venue=class_session.venue, title="漆艺", kind="experience",
        booking_mode="class", status="published",
    )  # fmt: skip
    there = make_slot(other, "05-17 14:30", "05-17 15:00", capacity=200)
    party = services.rules.Party(kind="class", people=32, pupils=30, adults=2, phone=OTHER_PHONE)
    services.book_place(slot_id=there.pk, party=party, details=DETAILS, now=now)
    request_class(client, morning)
    booking = Booking.objects.get(slot=morning)
    afternoon = make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=200)
    with pytest.raises(errors.ClassAlreadyBooked):
        changes.move_booking(booking_id=booking.pk, to_slot_id=afternoon.pk, now=now)


def test_moving_to_an_overlapping_time_is_not_in_its_own_way(client, morning, clash, now):
    request_class(client, morning)
    moved = changes.move_booking(booking_id=Booking.objects.get().pk, to_slot_id=clash.pk, now=now)
    assert moved.slot_id == clash.pk


def test_staff_who_move_a_slot_see_the_class_that_overlaps_and_both_stand(client, morning, afternoon, now):
    request_class(client, morning)
    request_class(client, afternoon)
    afternoon.starts_at, afternoon.ends_at = at("05-17 10:00"), at("05-17 11:00")
    change = {"now": now, "actor": services.staff_actor(UserFactory()), "reason": "hall", "slots": [afternoon]}
    outcome = rescheduling.preview_rescheduling(**change)
    (effect,) = outcome.effects
    assert effect.overlaps == [Booking.objects.get(slot=morning)]
    rescheduling.apply_rescheduling(**change)
    assert Booking.objects.live().count() == 2


def test_the_database_refuses_a_second_live_booking_of_the_class(client, morning, now):
    request_class(client, morning)
    booking = Booking.objects.get()
    booking.pk, booking.reference, booking.token, booking.uid = None, "SECOND22", "second", "second"
    booking._state.adding = True
    with pytest.raises(IntegrityError, match="class|UNIQUE"), transaction.atomic():
        booking.save()


def test_one_number_has_so_many_class_bookings_without_a_decision(client, morning, now):
    ActivityWeek.objects.update(class_max_undecided=3)
    for number in range(3):
        assert request_class(client, morning, class_name=str(number + 1)).status_code == 302
    assert "3" in refused_beside(request_class(client, morning, class_name="9"), "phone")
    assert request_class(client, morning, class_name="9", phone=OTHER_PHONE).status_code == 302
    services.approve_booking(booking_id=Booking.objects.filter(phone=PHONE).first().pk, now=now, actor=services.CLOCK)
    assert Booking.objects.filter(phone=PHONE, state="confirmed").count() == 1
    assert request_class(client, morning, class_name="10").status_code == 302


def test_a_plan_counts_towards_the_most(class_session, now):
    ActivityWeek.objects.update(class_max_undecided=2)
    slots = [make_slot(class_session, f"05-17 {hour}:00", f"05-17 {hour}:50", capacity=200) for hour in (10, 11, 13)]
    held = plans.hold_plan(slot_ids=[slot.pk for slot in slots], pupils=30, adults=2, now=now)
    with pytest.raises(errors.TooManyUndecidedClasses):
        plans.book_plan(plan=held[0].plan, details=DETAILS, now=now)
    held = plans.hold_plan(slot_ids=[slot.pk for slot in slots[:2]], pupils=30, adults=2, now=now)
    assert len(plans.book_plan(plan=held[0].plan, details=DETAILS, now=now)) == 2


# Halves


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


# Limits whatever the way in


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
