"""Sixteen at once do everything that can be done to bookings, and at no moment is anything broken.

PARALLEL_SECONDS says for how long; `-s` shows what was done.
"""

import datetime as dt
import os
import random
import threading
import time
from collections import Counter

import pytest
from django.db import connection, connections, transaction
from django.db.models import F

from events.bookings import changes, plans, rescheduling, rules, services
from events.bookings.errors import BookingError
from events.models import Booking, Notice, TimeSlot
from tests.events.bookings import booking_invariants
from tests.events.bookings.conftest import at, book
from tests.events.bookings.reference_model import PUPILS_PER_ADULT
from tests.events.bookings.state_machine import PLANS, SLOTS, make_scene
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = float(os.environ.get("PARALLEL_SECONDS") or 8)
BEGINS, LASTS = at("05-14 14:00"), dt.timedelta(hours=28)  # past the end of booking and the hour of decision for classes
RECENT = 60

on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs parallel writers")
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite's one writer")


class Crowd:
    """Shared by the threads: who has booked, what time it is, and what came of it."""

    def __init__(self, scene, seconds):
        self.scene, self.seconds, self.started = scene, seconds, time.monotonic()
        self.booked, self.plans, self.done, self.broken = [], [], Counter(), []

    @property
    def elapsed(self):
        return time.monotonic() - self.started

    def now(self):
        """The week's clock runs through its hours while the test runs through its seconds."""
        return BEGINS + LASTS * min(self.elapsed / SECONDS, 1)

    def run(self, work, count):
        """Runs work(0) … work(count - 1) at once; each thread closes its connection."""

        def thread(number):
            try:
                work(number)
            except Exception as problem:
                self.broken.append(problem)
                raise
            finally:
                connections.close_all()

        threads = [threading.Thread(target=thread, args=[number], daemon=True) for number in range(count)]
        for one in threads:
            one.start()
        return threads


class Person:
    """One of the crowd, visitor and staff and timer in turn."""

    def __init__(self, crowd, number):
        self.crowd, self.random = crowd, random.Random(number)  # noqa: S311 (no secret)
        self.deeds = {
            self.book_family: 22,
            self.book_class: 18,
            self.cancel: 12,
            self.change_party: 10,
            self.move: 10,
            self.approve: 6,
            self.settle: 5,
            self.change_phone: 4,
            self.set_capacity: 4,
            self.hold_plan: 4,
            self.book_plan: 3,
            self.reject: 2,
            self.move_slot: 2,
            self.drop_plan: 1,
            self.cancel_slot: 1,
        }

    def go_on(self):
        while self.crowd.elapsed < self.crowd.seconds and not self.crowd.broken:
            self.act()

    def act(self):
        deed = self.random.choices(list(self.deeds), weights=self.deeds.values())[0]
        try:
            done = deed(self.crowd.now())
        except BookingError as refusal:
            self.crowd.done[deed.__name__, type(refusal).__name__] += 1
        else:
            self.crowd.done[deed.__name__, "done" if done is not None else "nothing to do"] += 1

    # What they choose

    def slot(self, *sessions):
        chosen = [pk for pk, slot in zip(self.crowd.scene.slots, SLOTS, strict=True) if not sessions or slot[0] in sessions]
        return self.random.choice(chosen)

    def phone(self):
        return f"138000000{self.random.randrange(40):02}"

    def recent(self):
        """One of the last bookings, and nothing when there is none yet."""
        return self.random.choice(self.crowd.booked[-RECENT:] or [None])

    def actor(self):
        return self.crowd.scene.staff if self.random.random() < 0.3 else services.VISITOR

    def reason(self, actor):
        return {"actor": actor, "override": "" if actor.is_visitor else "asked by telephone"}

    # What they do

    def book(self, slot, party, now):
        mail = "" if self.random.random() < 0.5 else "alice@example.org"
        details = services.BookerDetails(
            contact_name="Alice", phone=party.phone, email=mail, class_name=f"{self.random.randrange(9)}" if party.pupils else ""
        )
        wait = self.random.random() < 0.7
        booking = services.book_place(slot_id=slot, party=party, details=details, wait=wait, now=now, **self.reason(self.actor()))
        self.crowd.booked.append(booking.pk)
        return booking

    def book_family(self, now):
        people = self.random.randint(1, 4)
        return self.book(self.slot("family"), rules.Party(people=people, phone=self.phone()), now)

    def book_class(self, now):
        pupils = self.random.randint(2, 9)
        adults = -(-pupils // PUPILS_PER_ADULT) + self.random.randrange(2)
        fewer = self.random.choice([None, adults + 2])
        party = rules.Party(
            kind="class",
            people=pupils + adults,
            phone=self.phone(),
            pupils=pupils,
            adults=adults,
            accept_fewer=fewer,
            may_split=self.random.random() < 0.5,
        )
        return self.book(self.slot("lathe", "weld"), party, now)

    def cancel(self, now):
        if pk := self.recent():
            return services.cancel_booking(booking_id=pk, now=now, actor=self.actor())

    def change_party(self, now):
        if pk := self.recent():
            booking, actor = Booking.objects.get(pk=pk), self.actor()
            more = self.random.choice([-2, -1, 1, 2])
            if booking.is_for_class:
                numbers = {"pupils": max(booking.pupils + more, 1), "adults": booking.adults + (more > 0)}
            else:
                numbers = {"people": max(booking.people + more, 1)}
            return changes.change_party(booking_id=pk, now=now, **numbers, **self.reason(actor))

    def move(self, now):
        if pk := self.recent():
            return changes.move_booking(booking_id=pk, to_slot_id=self.slot(), now=now, **self.reason(self.actor()))

    def change_phone(self, now):
        if pk := self.recent():
            contact = changes.ContactDetails(contact_name="Alice", phone=self.phone())
            return changes.change_contact(booking_id=pk, contact=contact, now=now)

    def approve(self, now):
        if pk := self.recent():
            return services.approve_booking(booking_id=pk, now=now, actor=self.crowd.scene.staff)

    def reject(self, now):
        if pk := self.recent():
            return services.reject_booking(booking_id=pk, now=now, actor=self.crowd.scene.staff, reason="full house")

    def settle(self, now):
        return services.settle_due_slots(now=now)

    def hold_plan(self, now):
        slots = [self.crowd.scene.slots[number] for number in self.random.choice(PLANS)]
        pupils = self.random.randint(2, 5)
        held = plans.hold_plan(slot_ids=slots, pupils=pupils, adults=-(-pupils // PUPILS_PER_ADULT), now=now)
        self.crowd.plans.append(held[0].plan)
        self.crowd.booked += [booking.pk for booking in held]
        return held

    def book_plan(self, now):
        if plan := self.random.choice(self.crowd.plans[-3:] or [None]):
            return plans.book_plan(plan=plan, details=services.BookerDetails(contact_name="Carol", phone=self.phone()), now=now)

    def drop_plan(self, now):
        if plan := self.random.choice(self.crowd.plans[-3:] or [None]):
            return plans.drop_plan(plan=plan, now=now)

    def reschedule(self, now, number, **values):
        slot = TimeSlot.objects.get(pk=self.crowd.scene.slots[number])
        for name, value in values.items():
            setattr(slot, name, value)
        return rescheduling.apply_rescheduling(slots=[slot], now=now, actor=self.crowd.scene.staff, reason="storm")

    def any_slot(self):
        return self.random.randrange(len(SLOTS))

    def set_capacity(self, now):
        return self.reschedule(now, number := self.any_slot(), capacity=max(SLOTS[number][3] + self.random.randint(-5, 5), 0))

    def move_slot(self, now):
        number, by = self.any_slot(), dt.timedelta(minutes=self.random.choice([-30, 0, 30, 60, 1440]))
        starts, ends = (at(text) + by for text in SLOTS[number][1:3])
        return self.reschedule(now, number, starts_at=starts, ends_at=ends)

    def cancel_slot(self, now):
        number = self.any_slot()
        self.reschedule(now, number, cancelled_at=now, cancel_reason="storm")
        return self.reschedule(now, number, cancelled_at=None, cancel_reason="")


def check_everything_as_of_one_moment(now):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        booking_invariants.check_invariants(now)


@on_postgresql
def test_sixteen_at_once_break_nothing():
    """Only refusals that visitors understand: no deadlock, no violated constraint, no wrong count at any moment."""
    crowd = Crowd(make_scene(), SECONDS)
    threads = crowd.run(lambda number: Person(crowd, number).go_on(), 16)
    samples, whole, next_whole = 0, 0, 0.5
    try:
        while any(thread.is_alive() for thread in threads):
            assert not booking_invariants.list_oversold_slots()
            samples += 1
            if crowd.elapsed > next_whole:
                check_everything_as_of_one_moment(crowd.now())
                whole, next_whole = whole + 1, crowd.elapsed + SECONDS / 16
            time.sleep(0.02)
    finally:
        crowd.seconds = 0  # everybody goes home
        for thread in threads:
            thread.join()
    assert not crowd.broken
    end = BEGINS + LASTS
    booking_invariants.check_invariants(end)
    services.settle_due_slots(now=end)
    booking_invariants.check_invariants(end, settled=True)
    report(crowd, samples, whole)


def report(crowd, samples, whole):
    count, seconds = sum(crowd.done.values()), crowd.elapsed
    print(f"\n{count} operations in {seconds:.1f} s, {count / seconds:.0f}/s; {samples} samples, {whole} of everything")
    for (deed, outcome), times in sorted(crowd.done.items()):
        print(f"{times:6} {deed}: {outcome}")


@pytest.mark.parametrize("round_", range(5))
def test_two_staff_and_the_timer_promote_one_entry_once(slot, now, round_):
    staff = services.staff_actor(UserFactory())
    TimeSlot.objects.filter(pk=slot.pk).update(capacity=2, bookable=2)
    leaver = book(slot, "13800000001", 1, now=now)
    book(slot, "13800000002", 1, now=now)
    waiting = book(slot, "13800000003", 2, now=now, wait=True)
    TimeSlot.objects.filter(pk=slot.pk).update(capacity=4, bookable=F("bookable") + 2)  # nobody has told the line yet
    barrier = threading.Barrier(3)

    def raise_capacity(_now):
        larger = TimeSlot.objects.get(pk=slot.pk)
        larger.capacity = 5
        rescheduling.apply_rescheduling(slots=[larger], now=now, actor=staff, reason="a larger room")

    deeds = [
        raise_capacity,
        lambda now: services.cancel_booking(booking_id=leaver.pk, now=now, actor=staff, reason="asked by telephone"),
        lambda now: services.settle_due_slots(now=now),
    ]

    def work(number):
        barrier.wait()
        deeds[number](now)

    crowd = Crowd(None, 1)
    for thread in crowd.run(work, 3):
        thread.join()
    assert not crowd.broken
    waiting.refresh_from_db()
    assert waiting.state == Booking.State.CONFIRMED
    assert waiting.events.filter(from_state="waitlisted").count() == 1
    assert Notice.objects.filter(booking=waiting, kind=Notice.Kind.PROMOTED).count() == 1
    slot.refresh_from_db()
    assert slot.places_taken == 3
    booking_invariants.check_invariants(now, settled=True)


@on_sqlite
def test_fifty_at_once_wait_their_turn_on_sqlite():
    """SQLite has one writer: the others wait, and none is told that the database is locked."""
    crowd = Crowd(make_scene(), 10_000)

    def work(number):
        person = Person(crowd, number)
        for _turn in range(2):
            person.act()

    for thread in crowd.run(work, 50):
        thread.join()
    assert not crowd.broken
    assert sum(crowd.done.values()) == 100
    booking_invariants.check_invariants(crowd.now())
