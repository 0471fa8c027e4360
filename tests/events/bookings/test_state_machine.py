"""Whatever is done in whatever order, the portal and a plain telling of its rules come to the same bookings."""

import datetime as dt
import os

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from events import time_spans
from events.bookings import changes, existing_bookings, locks, services, transitions, waiting_list
from events.models import Booking, Notice
from events.models.booking import BookingQuerySet
from events.models.booking_change import BookingChangeQuerySet
from events.notices import outbox
from tests.events.bookings.reference_model import ReferenceParty
from tests.events.bookings.state_machine import BookingMachine
from tests.events.bookings.state_machine.scene import CLASS_PHONES, PHONES, make_class, make_scene

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
SETTINGS = settings(
    max_examples=600 if IS_LONG else 7,
    stateful_step_count=50 if IS_LONG else 28,
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


def write_all_but_promotions(items, *, write=outbox.write_notices, **more):
    notices = write(items, **more)
    Notice.objects.filter(kind="promoted", pk__in=[notice.pk for notice in notices]).delete()
    return notices


def split_off_one_pupil(party, slot, others, split=waiting_list.split_class_over_two):
    slot.session.week.half_min_pupils = 1
    return split(party, slot, others)


def end_change_but_not_its_places(change, state, *, now, actor, reason=""):
    transitions.write_change_state(change, state, now=now, actor=actor, reason=reason)
    transitions.record_change_event(change, actor=actor, now=now, reason=reason)


def request_change_and_lose_the_approval(booking, slot, party, *, now, request=changes.request_change, **more):
    request(booking, slot, party, now=now, **more)
    Booking.objects.filter(pk=booking.pk).update(state="pending", expires_at=now + dt.timedelta(hours=1))


FAULTS_OF_FAMILIES = {
    "the last in line come first": (BookingQuerySet, "in_line", lambda self: self.waiting().order_by("-queued_at", "-pk")),
    "places are never given back": (transitions, "release_places", lambda slot_id, people: None),
    "history has gaps": (transitions, "record_booking_event", lambda booking, **event: None),
    "promotions are not told": (outbox, "write_notices", write_all_but_promotions),
    "nothing lapses": (locks, "settle_expired", lambda slot_ids, now: None),
    "promotions in the last hour": (waiting_list, "is_open_to_waiting", lambda slot, now, for_class: True),
    "times never overlap": (time_spans, "slots_overlap", lambda one, other: False),
}
FAULTS_OF_CLASSES = {
    "tokens are not looked up": (services, "find_submission", lambda token, request_hash: None),
    "a token opens the first booking": (services, "hash_request", lambda **content: "of any request"),
    "a class is nowhere": (existing_bookings, "slots_of_class", lambda class_key, now, without=None: []),
    "a class is what was written": (Booking, "make_class_key", lambda self: self.class_name),
    "a half may be one pupil": (waiting_list, "split_class_over_two", split_off_one_pupil),
    "nobody counts the undecided": (existing_bookings, "count_undecided_classes", lambda phone, now, without=None: 0),
    "a replaced request keeps its places": (transitions, "end_change", end_change_but_not_its_places),
    "who asks loses the approval": (changes, "request_change", request_change_and_lose_the_approval),
    "nobody has to ask": (changes, "needs_approval", lambda booking, more, actor: False),
    "requests never lapse": (BookingChangeQuerySet, "expired", lambda self, now: self.none()),
}
FAULTS = FAULTS_OF_FAMILIES | FAULTS_OF_CLASSES


def tell_of_families(story):
    """A line, a cancellation, a lapse, the last hour, an overlap."""
    families = [ReferenceParty(people=people, phone=phone) for people, phone in zip([5, 2, 3, 1], PHONES, strict=False)]
    story.begin(start="05-14 09:00", popular=0, queue=families, crowd=[], classes=[], approvals=0)
    story.book(1, ReferenceParty(people=1, phone=PHONES[0], name="Bob"))
    story.free_a_place(number=0)
    story.hold_plan(chosen=(4,), pupils=6, missing=0, has_token=True)
    story.book(4, make_class(3, 1), wait=True)
    story.pass_time(by=dt.timedelta(minutes=11), is_timed=True)
    story.send_plan_again(number=0)
    story.pass_time(by=dt.timedelta(hours=48), is_timed=False)
    story.free_a_place(number=0)
    story.pass_time(by=dt.timedelta(minutes=11), is_timed=True)


def tell_of_classes(story):
    """A form sent twice, and by another; one class under two names; halves; requests that are replaced and lapse."""
    story.begin(start="05-12 09:00", popular=0, queue=[], crowd=[], classes=[], approvals=0)
    story.book(3, make_class(5, 2), token="form")
    story.book(3, make_class(5, 2), token="form")
    story.book(3, make_class(3, 1, CLASS_PHONES[1], ("榆次一中", 7, "13")), token="form")
    story.book(6, make_class(3, 1, CLASS_PHONES[1], spelling=1))
    story.book(5, make_class(5, 3, CLASS_PHONES[2], ("太谷二中", 8, "2"), may_split=True))
    story.resize(3, more=-1)
    story.relocate(3, 5, is_near=False)
    story.book(7, make_class(3, 1, CLASS_PHONES[2], ("左权中学", 7, "a")))
    story.book(8, make_class(3, 1, CLASS_PHONES[2], ("平遥中学", 9, "实验1")))
    story.decide("approve", 0)
    story.resize(0, more=-1)
    story.resize(0, more=1)
    story.set_capacity(room=3, capacity=13)
    story.set_capacity(room=3, capacity=14)
    story.resize(0, more=1)
    story.resize(0, more=-1)
    story.resize(0, more=1)
    story.pass_time(by=dt.timedelta(hours=1), is_timed=False)
    story.relocate(0, 4, is_near=False)
    story.book(4, make_class(3, 1, CLASS_PHONES[3], spelling=2))
    story.change_contact(number=1, phone="", class_phone=CLASS_PHONES[3], name=1, spelling=0, keep=False)
    story.book(3, make_class(3, 1, CLASS_PHONES[1], ("榆次一中", 7, "13")), token="form")
    story.pass_time(by=dt.timedelta(hours=49), is_timed=False)
    story.pass_time(by=dt.timedelta(minutes=11), is_timed=True)


def play(machine, tell):
    story = machine()
    try:
        tell(story)
    finally:
        story.teardown()


@pytest.mark.parametrize("tell", [tell_of_families, tell_of_classes])
def test_the_stories_are_told_to_the_end(machine, tell):
    play(machine, tell)


@pytest.mark.parametrize(
    ("tell", "fault"),
    [(tell_of_families, fault) for fault in FAULTS_OF_FAMILIES] + [(tell_of_classes, fault) for fault in FAULTS_OF_CLASSES],
)
def test_the_machine_sees_what_is_broken_on_purpose(machine, monkeypatch, tell, fault):
    """The control: it is the rules that hold, not a machine that sees nothing."""
    monkeypatch.setattr(*FAULTS[fault])
    with pytest.raises((AssertionError, IntegrityError)):
        play(machine, tell)


@pytest.mark.parametrize("fault", ["places are never given back", "history has gaps", "promotions are not told"])
def test_the_machine_finds_by_itself_what_is_broken(machine, monkeypatch, fault):
    monkeypatch.setattr(*FAULTS[fault])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=CONTROL)
