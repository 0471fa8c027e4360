"""Sixteen at once do everything that can be done to bookings, and at no moment is anything broken.

PARALLEL_SECONDS says for how long; `-s` shows what was done.
"""

import threading
import time

import pytest
from django.db import connection, transaction
from django.db.models import F

from events.bookings import rescheduling, services
from events.models import Booking, BookingChange, Notice, Submission, TimeSlot
from tests.events.bookings import booking_invariants
from tests.events.bookings.conftest import book
from tests.events.bookings.crowd import BEGINS, LASTS, SECONDS, Crowd, Person
from tests.events.bookings.state_machine.booking_steps import details_of, party_of
from tests.events.bookings.state_machine.scene import CLASSES, PHONES, make_class, make_scene
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

A_CROWD = 500  # operations

on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs parallel writers")
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite's one writer")


def check_everything_as_of_one_moment(crowd):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        booking_invariants.check_submissions_stand(crowd.submissions)
        booking_invariants.check_invariants(crowd.now())  # read after the rows: whoever wrote them had an earlier clock


@on_postgresql
def test_sixteen_at_once_break_nothing():
    """Only refusals that visitors understand: no deadlock, no violated constraint, no wrong count at any moment."""
    crowd = Crowd(make_scene(), SECONDS)
    approve_some_classes(crowd.scene)
    threads = crowd.run(lambda number: Person(crowd, number).go_on(), 16)
    samples, whole, next_whole = 0, 0, 0.5
    try:
        while any(thread.is_alive() for thread in threads):
            assert not booking_invariants.list_oversold_slots()
            samples += 1
            if crowd.elapsed > next_whole:
                check_everything_as_of_one_moment(crowd)
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
    booking_invariants.check_submissions_stand(crowd.submissions)
    report(crowd, samples, whole)
    check_something_was_done(crowd)


def approve_some_classes(scene):
    """So that there is somebody to ask for changes from the start."""
    for number, slot in enumerate(scene.slots[3:8]):
        ask = make_class(3, 1, PHONES[number], list(CLASSES)[number])
        booking = services.book_place(slot_id=slot, party=party_of(ask), details=details_of(ask), now=BEGINS)
        services.approve_booking(booking_id=booking.pk, now=BEGINS, actor=scene.staff)


def check_something_was_done(crowd):
    """Changes were asked for, and forms were sent twice; on a machine too busy for a crowd chance decides."""
    assert Submission.objects.exists()
    if sum(crowd.done.values()) > A_CROWD:
        assert BookingChange.objects.exclude(state="pending").exists()
        assert crowd.done["send_again", "done"]


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
