"""Staff change what people have booked: seen before, done together, told to each."""

import datetime as dt

import pytest

from events.bookings import plans, rescheduling, services
from events.models import Booking, BookingEvent, EventSession, Notice, TimeSlot, Venue
from tests.events.bookings.conftest import at, book, book_class, fresh, make_slot, taken
from tests.factories import UserFactory
from tests.factories.events import BookingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(db):
    return services.staff_actor(UserFactory())


def changed(slot, **values):
    row = TimeSlot.objects.select_related("session__week").get(pk=slot.pk)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def apply(actor, now, **change):
    return rescheduling.apply_rescheduling(now=now, actor=actor, reason="场地检修", **change)


def outcome(found):
    return {(effect.booking.contact_name, effect.state) for effect in found.effects}


def test_preview_keeps_nothing(slot, now, actor):
    book(slot, people=5, now=now)
    before = [list(model.objects.values()) for model in (TimeSlot, Booking, BookingEvent, Notice)]
    seen = rescheduling.preview_rescheduling(now=now, actor=actor, reason="x", slots=[changed(slot, capacity=3)])
    assert outcome(seen) == {("Alice", "waitlisted")}
    assert seen.effects[0].notice.body
    assert [list(model.objects.values()) for model in (TimeSlot, Booking, BookingEvent, Notice)] == before


def test_preview_and_deed_agree(slot, now, actor):
    book(slot, people=5, now=now)
    change = {"now": now, "actor": actor, "reason": "x"}
    seen = rescheduling.preview_rescheduling(slots=[changed(slot, capacity=3)], **change)
    assert seen.digest == rescheduling.preview_rescheduling(slots=[changed(slot, capacity=3)], **change).digest
    assert seen.digest == rescheduling.apply_rescheduling(slots=[changed(slot, capacity=3)], **change).digest


def test_smaller_room_sends_the_last_back_to_the_line(slot, now, actor):
    early = book(slot, people=5, name="Alice", now=now)
    late = book(slot, "13800000002", 4, name="Bob", now=now + dt.timedelta(minutes=1))
    waiting = book(slot, "13800000003", 3, name="Carol", now=now + dt.timedelta(minutes=2), wait=True)
    found = apply(actor, now + dt.timedelta(minutes=3), slots=[changed(slot, capacity=8)])
    assert fresh(early, late, waiting) == [("confirmed", 5), ("waitlisted", 4), ("confirmed", 3)]
    assert late.queued_at == late.created_at
    assert ("Bob", "waitlisted") in outcome(found)
    assert taken(slot) == 8


def test_more_room_moves_the_line(slot, now, actor):
    for number, people in enumerate((5, 5, 3)):
        book(slot, f"1380000000{number}", people, now=now)
    found = apply(actor, now, slots=[changed(slot, capacity=13)])
    assert taken(slot) == 13
    assert {effect.state for effect in found.effects} == {"confirmed"}


def test_another_time_keeps_places_and_tells(slot, now, actor):
    booking = book(slot, now=now)
    sequence = TimeSlot.objects.get(pk=slot.pk).sequence
    found = apply(actor, now, slots=[changed(slot, starts_at=at("05-17 14:00"), ends_at=at("05-17 15:30"))])
    assert outcome(found) == {("Alice", "confirmed")}
    booking.refresh_from_db()
    assert booking.sequence == 1
    assert TimeSlot.objects.get(pk=slot.pk).sequence == sequence + 1
    notice = Notice.objects.get(kind="changed_by_staff")
    assert "场地检修" in notice.body
    assert "14:00" in notice.body


def test_a_time_that_now_overlaps_is_given_up(session, slot, now, actor):
    booking = book(slot, now=now)
    other = book(make_slot(session, "05-17 14:00", "05-17 15:00"), now=now)
    apply(actor, now, slots=[changed(slot, starts_at=at("05-17 14:30"), ends_at=at("05-17 15:30"))])
    assert fresh(booking, other) == [("cancelled", 1), ("confirmed", 1)]
    assert Notice.objects.get(kind="cancelled").booking == booking


def test_cancelling_a_slot_cancels_its_bookings(slot, now, actor):
    booking, waiting = book(slot, people=5, now=now), None
    book(slot, "13800000002", 5, now=now)
    waiting = book(slot, "13800000003", 2, now=now)
    found = apply(actor, now, slots=[changed(slot, cancelled_at=now, cancel_reason="停电")])
    assert {state for state, _people in fresh(booking, waiting)} == {"cancelled"}
    assert len(found.effects) == Notice.objects.filter(kind="cancelled").count() == 3
    assert taken(slot) == 0


def test_another_venue_tells_everybody_of_the_session(session, now, actor):
    slots = [make_slot(session), make_slot(session, "05-17 14:00", "05-17 15:00")]
    for number, slot in enumerate(slots):
        book(slot, f"1380000000{number}", now=now)
    row = EventSession.objects.get(pk=session.pk)
    row.venue = Venue.objects.create(slug="yard", name="操场", status="published")
    assert len(apply(actor, now, sessions=[row]).effects) == 2
    assert "操场" in Notice.objects.filter(kind="changed_by_staff").first().body


def test_cancelling_a_session_cancels_all(session, slot, now, actor):
    booking = book(slot, now=now)
    row = EventSession.objects.get(pk=session.pk)
    row.cancelled_at, row.cancel_reason = now, "停电"
    apply(actor, now, sessions=[row])
    assert fresh(booking) == [("cancelled", 1)]


def test_a_larger_share_for_walk_ins_follows_the_rule(session, now, actor):
    slot = make_slot(
        session,
        capacity=10,
        kept_back=None,
    )
    booking = book(slot, people=5, now=now)
    row = EventSession.objects.get(pk=session.pk)
    row.walk_in_percent = 60
    apply(actor, now, sessions=[row])
    assert TimeSlot.objects.get(pk=slot.pk).bookable == 4
    assert fresh(booking) == [("waitlisted", 5)]


def test_a_hold_without_room_lapses(class_session, now, actor):
    slot = make_slot(class_session, capacity=60)
    (held,) = plans.hold_plan(slot_ids=[slot.pk], pupils=30, adults=2, now=now)
    apply(actor, now, slots=[changed(slot, capacity=20)])
    assert fresh(held) == [("lapsed", 32)]


def test_what_touches_nobody_is_empty(slot, now, actor):
    book(slot, now=now)
    assert not rescheduling.preview_rescheduling(now=now, actor=actor, reason="", slots=[changed(slot, capacity=12)]).effects


def test_classes_are_told_too(class_session, now, actor):
    slot = make_slot(class_session, capacity=60)
    booking = book_class(slot, now=now)
    apply(actor, now, slots=[changed(slot, starts_at=at("05-17 14:00"), ends_at=at("05-17 15:30"))])
    assert fresh(booking) == [("pending", 32)]
    assert Notice.objects.filter(kind="changed_by_staff").count() == 1


def test_who_only_holds_places_is_told_nothing_of_a_move(class_session, now, actor):
    """The teacher is still on the page, and has given no number yet."""
    slot = make_slot(class_session, capacity=60)
    plans.hold_plan(slot_ids=[slot.pk], pupils=20, adults=1, now=now)
    found = apply(actor, now, slots=[changed(slot, starts_at=at("05-17 14:00"), ends_at=at("05-17 15:30"))])
    assert not found.effects
    assert not Notice.objects.exists()


def test_who_has_been_there_is_not_told_of_another_venue(session, slot, now, actor):
    over = make_slot(session, "05-12 09:30", "05-12 10:30")
    came, coming = BookingFactory(slot=over), book(slot, now=now)
    session = EventSession.objects.get(pk=session.pk)
    session.venue = Venue.objects.create(slug="yard", name="操场", status="published")
    apply(actor, now, sessions=[session])
    assert not came.notices.exists()
    assert coming.notices.filter(kind="changed_by_staff").count() == 1
    for row in (over, slot, came, coming):
        row.refresh_from_db()
        assert row.sequence == 1
