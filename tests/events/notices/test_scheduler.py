"""Every few seconds: reminders the evening before, once for each booking and start."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content import clock
from events.models import Booking, Notice, TimeSlot
from events.notices import delivery, reminders, scheduler
from tests.factories.events import SHANGHAI, BookingFactory, TimeSlotFactory

FRIDAY_EVENING = "2025-05-16T17:00"


def reminders_of(booking):
    return list(Notice.objects.filter(booking=booking, kind="reminder").order_by("pk"))


def run_at(clock_at, moment):
    scheduler.prepare_due_notices(clock_at(moment))


def move(slot, start):
    start = dt.datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    TimeSlot.objects.filter(pk=slot.pk).update(starts_at=start, ends_at=start + dt.timedelta(hours=1))


def test_from_five_in_the_evening_of_the_day_before(alice, clock_at):
    run_at(clock_at, "2025-05-16T16:59")
    assert reminders_of(alice) == []
    run_at(clock_at, FRIDAY_EVENING)
    [reminder] = reminders_of(alice)
    assert (reminder.state, reminder.channel) == ("due", "mail")
    assert reminder.event_key == f"{alice.pk}:reminder:202505170130"
    assert "5月17日 周六 09:30–10:30" in reminder.body


def test_once(alice, clock_at):
    for moment in (FRIDAY_EVENING, "2025-05-16T17:00:05", "2025-05-16T23:59", "2025-05-17T08:00"):
        run_at(clock_at, moment)
    assert len(reminders_of(alice)) == 1


def test_written_once_by_two_timers_that_meet(alice, clock_at, monkeypatch):
    now = clock_at(FRIDAY_EVENING)
    seen = list(reminders.bookings_to_remind(now))
    monkeypatch.setattr(reminders, "bookings_to_remind", lambda _now: seen)
    scheduler.write_reminders(now)
    scheduler.write_reminders(now)
    assert len(reminders_of(alice)) == 1


@pytest.mark.parametrize("made", ["2025-05-16T17:00", "2025-05-16T20:00", "2025-05-17T08:00"])
def test_who_was_told_since_is_not_reminded(alice, clock_at, made):
    Booking.objects.filter(pk=alice.pk).update(changed_at=dt.datetime.fromisoformat(made).replace(tzinfo=SHANGHAI))
    run_at(clock_at, "2025-05-16T21:00")
    run_at(clock_at, "2025-05-17T09:00")
    assert reminders_of(alice) == []


def test_worker_that_slept_over_the_evening_reminds_in_the_morning(alice, clock_at):
    run_at(clock_at, "2025-05-17T07:00")
    assert len(reminders_of(alice)) == 1


def test_never_after_the_start(alice, clock_at):
    run_at(clock_at, "2025-05-17T09:30")
    assert reminders_of(alice) == []


@pytest.mark.parametrize("state", ["cancelled", "waitlisted", "lapsed", "rejected"])
def test_only_who_is_confirmed(db, clock_at, state):
    booking = BookingFactory(state=state)
    run_at(clock_at, FRIDAY_EVENING)
    assert reminders_of(booking) == []


def test_nobody_is_reminded_of_a_sample(db, clock_at):
    booking = BookingFactory(source="sample")
    run_at(clock_at, FRIDAY_EVENING)
    assert reminders_of(booking) == []


def test_nobody_is_reminded_of_a_booking_that_was_erased(alice, clock_at):
    """There is no number to write to, and nobody to put on the list of calls."""
    blank = dict.fromkeys(("contact_name", "phone", "email", "access_needs"), "")
    Booking.objects.update(erased_at=alice.created_at, **blank)
    run_at(clock_at, FRIDAY_EVENING)
    assert not Notice.objects.filter(kind="reminder").exists()


def test_not_for_a_cancelled_slot(alice, clock_at):
    TimeSlot.objects.update(cancelled_at=alice.created_at, cancel_reason="检修")
    run_at(clock_at, FRIDAY_EVENING)
    assert reminders_of(alice) == []


def test_moved_to_another_day_is_reminded_of_it_too(alice, clock_at):
    run_at(clock_at, FRIDAY_EVENING)
    move(alice.slot, "2025-05-18T14:00")
    run_at(clock_at, "2025-05-16T18:00")
    run_at(clock_at, "2025-05-17T17:00")
    assert [reminder.event_key[-12:] for reminder in reminders_of(alice)] == ["202505170130", "202505180600"]


@pytest.mark.parametrize("change", ["cancel", "move", "start"])
def test_reminder_that_lost_its_meaning_is_dropped(alice, clock_at, change):
    run_at(clock_at, FRIDAY_EVENING)
    [reminder] = reminders_of(alice)
    now = clock_at("2025-05-17T09:30") if change == "start" else clock.now()
    if change == "cancel":
        Booking.objects.update(state="cancelled")
    if change == "move":
        move(alice.slot, "2025-05-18T14:00")
    delivery.attempt_delivery(reminder.pk, now=now)
    reminder.refresh_from_db()
    assert reminder.state == "dropped"


@pytest.mark.parametrize("change", ["cancel", "move", "start", None])
def test_nobody_is_telephoned_about_such_a_one(db, clock_at, change):
    booking = BookingFactory()
    run_at(clock_at, FRIDAY_EVENING)
    assert [reminder.state for reminder in reminders_of(booking)] == ["due"]
    if change == "cancel":
        Booking.objects.update(state="cancelled")
    if change == "move":
        move(booking.slot, "2025-05-18T14:00")
    run_at(clock_at, "2025-05-17T09:30" if change == "start" else "2025-05-16T17:01")
    assert [reminder.state for reminder in reminders_of(booking)] == ["dropped" if change else "due"]


def test_queries_do_not_grow(db, clock_at):
    slot = TimeSlotFactory(capacity=1000)
    counts = []
    for crowd in (1, 30):
        BookingFactory.create_batch(crowd, slot=slot)
        Notice.objects.all().delete()

        with CaptureQueriesContext(connection) as seen:
            run_at(clock_at, FRIDAY_EVENING)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8


def test_rounds_are_bounded_and_go_on(db, clock_at, monkeypatch):
    monkeypatch.setattr(scheduler, "BATCH_SIZE", 2)
    BookingFactory.create_batch(5, slot=TimeSlotFactory(), email="a@mail.example")
    for count in (2, 4, 5, 5):
        run_at(clock_at, FRIDAY_EVENING)
        assert Notice.objects.count() == count
