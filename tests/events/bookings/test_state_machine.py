"""Whatever is done in whatever order, the portal and a plain telling of its rules come to the same bookings."""

import datetime as dt
import os
from contextlib import nullcontext

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from events import time_spans
from events.bookings import locks, transitions, waiting_list
from events.models.booking import BookingQuerySet
from events.notices import outbox
from tests.events.bookings.reference_model import ReferenceParty
from tests.events.bookings.state_machine import BookingMachine
from tests.events.bookings.state_machine.scene import PHONES, make_scene

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
SETTINGS = settings(
    max_examples=600 if IS_LONG else 12,
    stateful_step_count=50 if IS_LONG else 20,
    derandomize=not IS_LONG,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
CONTROL = settings(SETTINGS, max_examples=300, derandomize=True, phases=[Phase.generate], report_multiple_bugs=False)


@pytest.fixture
def machine(db):
    scene = make_scene()

    class Machine(BookingMachine):
        pass

    Machine.scene = scene
    return Machine


def test_bookings_follow_the_model(machine):
    run_state_machine_as_test(machine, settings=SETTINGS)


def write_all_but_promotions(booking, kind, write=outbox.write_notice, **more):
    return None if kind == "promoted" else write(booking, kind, **more)


FAULTS = {
    "the last in line come first": (BookingQuerySet, "in_line", lambda self: self.waiting().order_by("-queued_at", "-pk")),
    "places are never given back": (transitions, "release_places", lambda slot_id, people: None),
    "history has gaps": (transitions, "record_booking_event", lambda booking, **event: None),
    "promotions are not told": (outbox, "write_notice", write_all_but_promotions),
    "nothing lapses": (locks, "settle_expired", lambda slot_ids, now: None),
    "promotions in the last hour": (waiting_list, "is_open_to_waiting", lambda slot, now, for_class: True),
    "times never overlap": (time_spans, "slots_overlap", lambda one, other: False),
}


def play(machine):
    """A short story in which each of the faults tells: a line, a cancellation, a lapse, the last hour, an overlap."""
    families = [ReferenceParty(people=people, phone=phone) for people, phone in zip([5, 2, 3, 1], PHONES, strict=False)]
    story = machine()
    try:
        story.begin(start="05-14 09:00", popular=0, queue=families, crowd=[])
        story.book(1, ReferenceParty(people=1, phone=PHONES[0], name="Bob"))
        story.free_a_place(number=0)
        story.hold_plan(chosen=(4,), pupils=6, missing=0)
        story.book(4, ReferenceParty(for_class=True, people=4, pupils=3, adults=1, phone=PHONES[5], name="Teacher"), wait=True)
        story.pass_time(by=dt.timedelta(minutes=11), is_timed=True)
        story.pass_time(by=dt.timedelta(hours=48), is_timed=False)
        story.free_a_place(number=0)
        story.pass_time(by=dt.timedelta(minutes=11), is_timed=True)
    finally:
        story.teardown()


@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_the_machine_sees_what_is_broken_on_purpose(machine, monkeypatch, fault):
    """The control: it is the rules that hold, not a machine that sees nothing."""
    if fault:
        monkeypatch.setattr(*FAULTS[fault])
    with pytest.raises(AssertionError) if fault else nullcontext():
        play(machine)


@pytest.mark.parametrize("fault", ["places are never given back", "history has gaps", "promotions are not told"])
def test_the_machine_finds_by_itself_what_is_broken(machine, monkeypatch, fault):
    monkeypatch.setattr(*FAULTS[fault])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=CONTROL)
