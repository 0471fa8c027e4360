"""Rule 4 for classes: one class has one booking at a time, whoever sends it and whatever the way in."""

import json
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from events.bookings import changes, errors, plans, rescheduling, services
from events.models import ActivityWeek, Booking, EventSession
from schools.models import School
from tests.events.bookings.conftest import at, form_data, fresh, make_slot, taken
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


@pytest.mark.once
@pytest.mark.parametrize(("school", "grade", "first", "name"), [
    (case["school"], case["grade"], case["same"][0], name) for case in CASES for name in case["same"]
])  # fmt: skip
def test_a_class_books_once_however_it_is_written(client, morning, now, school, grade, first, name):
    names = {"school_name": school, "grade": str(grade)}
    assert request_class(client, morning, class_name=first, **names).status_code == 302
    assert refused_beside(request_class(client, morning, class_name=name, phone=OTHER_PHONE, **names), "class_name")
    assert taken(morning) == 32


@pytest.mark.once
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
