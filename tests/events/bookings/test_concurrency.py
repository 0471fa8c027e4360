"""Many at once. Each guard is proven by a control: with it switched off, the same crowd oversells."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from events.bookings import change_decisions, changes, errors, locks, rules, services
from events.models import Booking, BookingChange, TimeSlot
from tests.events.bookings.booking_invariants import check_invariants
from tests.events.bookings.conftest import book, book_class, form_data, make_slot

pytestmark = pytest.mark.django_db(transaction=True)

on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs parallel writers")


def crowd(work, count, workers):
    """Runs work(0) … work(count - 1) at once and returns their answers; each thread closes its connection."""

    def run(number):
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(run, range(count)))


def post(slot, number, **more):
    data = form_data(slot, phone=f"138{number:08d}", **more)
    return Client().post(reverse("session_book", args=["rc-cars"]), data)


def people_in(slot) -> int:
    return Booking.objects.taking_places().filter(slot=slot).aggregate(total=Sum("people"))["total"] or 0


@pytest.mark.parametrize(
    ("count", "waiting_open"),
    [
        pytest.param(200, True, marks=on_postgresql),
        pytest.param(100, False, marks=on_postgresql),
        (50, True),
        (50, False),
    ],
)
def test_last_places_are_never_oversold(session, now, clock_at, client, admin_client, count, waiting_open):
    """Who finds it full goes on the waiting list, or in the last hour hears that it is full; nobody gets an error."""
    bookable = 45 if count > 50 else 20
    slot = make_slot(session, capacity=bookable)
    if not waiting_open:
        clock_at("2025-05-17T08:35")
    answers = crowd(lambda number: post(slot, number), count, workers=60 if count > 50 else 50)
    statuses = [answer.status_code for answer in answers]
    losers = count - bookable
    assert statuses.count(302) == (count if waiting_open else bookable)
    assert statuses.count(409) == (0 if waiting_open else losers)
    assert all("invalid-feedback" in a.content.decode() for a in answers if a.status_code == 409)
    slot.refresh_from_db()
    assert people_in(slot) == slot.places_taken == bookable
    places = client.get(reverse("availability_json"), {"session": session.slug}).json()["slots"][str(slot.pk)]
    waiting, state = (losers, "waitlist") if waiting_open else (0, "full")
    assert places == {"capacity": bookable, "bookable": bookable, "left": 0, "waiting": waiting, "state": state, "look": state}
    changelist = admin_client.get(reverse("admin:events_booking_changelist"), {"state__exact": "confirmed"})
    assert changelist.context["cl"].result_count == bookable


@on_postgresql
def test_without_the_guard_the_same_crowd_oversells(session, now, monkeypatch):
    """The control: the lock, the conditional update and the constraint are what holds, not luck."""
    slot = make_slot(session, capacity=45)
    constraint = next(c for c in TimeSlot._meta.constraints if c.name == "slot_never_oversold")
    checked = rules.check_rules

    def check_and_dawdle(*args, **kwargs):
        checked(*args, **kwargs)
        time.sleep(0.02)

    monkeypatch.setattr(rules, "check_rules", check_and_dawdle)
    monkeypatch.setattr(services, "lock_for_booking", lambda ids, now, asker, **_names: locks.read_slots(ids, now, asker))
    unguarded = "UPDATE events_timeslot SET places_taken = places_taken + %s WHERE id = %s"
    monkeypatch.setattr(services, "make_taking_statement", lambda slot, people: (unguarded, [people, slot.pk]))
    with connection.schema_editor() as editor:
        editor.remove_constraint(TimeSlot, constraint)
    try:
        crowd(lambda number: post(slot, number), 200, workers=60)
        assert people_in(slot) > 45
    finally:
        TimeSlot.objects.update(places_taken=0)
        with connection.schema_editor() as editor:
            editor.add_constraint(TimeSlot, constraint)


@on_postgresql
def test_constraint_alone_refuses_what_a_forgotten_lock_lets_through(session, now, monkeypatch):
    slot = make_slot(session, capacity=20)
    monkeypatch.setattr(services, "lock_for_booking", lambda ids, now, asker, **_names: locks.read_slots(ids, now, asker))
    crowd(lambda number: post(slot, number), 80, workers=40)
    slot.refresh_from_db()
    assert people_in(slot) == slot.places_taken == 20


def test_double_submit_is_one_booking(slot, now):
    answers = crowd(lambda _number: post(slot, 1, submission="tap-tap"), 20, workers=20)
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    assert Booking.objects.count() == 1
    slot.refresh_from_db()
    assert slot.places_taken == 1


def test_double_submit_without_token_is_refused_the_second_time(slot, now):
    answers = crowd(lambda _number: post(slot, 1), 20, workers=20)
    assert sorted(answer.status_code for answer in answers) == [302, *[409] * 19]
    assert Booking.objects.count() == 1


def test_one_phone_cannot_take_two_overlapping_slots_at_once(session, now):
    slots = [make_slot(session, "05-16 10:00", "05-16 11:00"), make_slot(session, "05-16 10:30", "05-16 11:30")]
    answers = crowd(lambda number: post(slots[number % 2], 1), 20, workers=20)
    assert sorted({answer.status_code for answer in answers}) == [302, 409]
    assert Booking.objects.live().count() == 1


def test_cancelling_twice_at_once_gives_places_back_once(slot, now):
    booking = book(slot, people=3, now=now)
    book(slot, "13900000002", 2, now=now)
    crowd(lambda _n: services.cancel_booking(booking_id=booking.pk, now=now), 16, workers=16)
    slot.refresh_from_db()
    assert slot.places_taken == 2
    assert booking.events.filter(to_state="cancelled").count() == 1


@on_postgresql
def test_a_request_for_a_change_is_decided_once_and_holds_no_place_twice(class_session, now):
    """Withdrawn, approved, rejected and replaced at once, by one crowd: one of them comes first, and the places are right."""
    slots = [
        make_slot(class_session, capacity=80),
        make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=80),
    ]
    staff = services.Actor(kind="staff")
    booking = book_class(slots[0], now=now)
    services.approve_booking(booking_id=booking.pk, now=now, actor=staff)
    changes.change_party(booking_id=booking.pk, pupils=40, adults=2, now=now)
    first = booking.change_requests.get().pk
    deeds = [
        lambda: change_decisions.approve_change(change_id=first, now=now, actor=staff),
        lambda: change_decisions.reject_change(change_id=first, now=now, actor=staff, reason="full"),
        lambda: change_decisions.withdraw_change(change_id=first, now=now),
        lambda: changes.move_booking(booking_id=booking.pk, to_slot_id=slots[1].pk, now=now),
        lambda: changes.change_party(booking_id=booking.pk, pupils=45, adults=3, now=now),
    ]

    def act(number):
        try:
            return bool(deeds[number % len(deeds)]())
        except errors.BookingError:
            return False

    answers = crowd(act, 40, workers=20)
    assert any(answers)
    assert BookingChange.objects.get(pk=first).state != "pending"
    assert booking.change_requests.filter(state="pending").count() <= 1
    check_invariants(now, settled=True)
