"""What staff decide about bookings and times stands in the audit log, with who, what and when; visitors' deeds do not."""

import pytest

from backoffice.audit_log.models import AuditEntry
from events.bookings import change_decisions, changes, rescheduling, services
from events.models import EventSession, TimeSlot, Venue
from tests.events.bookings.conftest import at, book, book_class, make_slot
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
Event = AuditEntry.Event
NOW = at("05-12 09:00")


@pytest.fixture
def actor(db):
    return services.staff_actor(UserFactory(username="alice"))


def list_entries():
    return [(entry.event, entry.who, str(entry.about), entry.detail) for entry in AuditEntry.objects.order_by("pk")]


def find_entry(event):
    return AuditEntry.objects.get(event=event)


def test_decisions_about_classes_are_recorded_without_class_or_reason(class_session, actor, now):
    slot = make_slot(class_session, capacity=100)
    approved, rejected = (book_class(slot, phone, now=now) for phone in ("13900000001", "13900000002"))
    services.approve_booking(booking_id=approved.pk, now=now, actor=actor)
    services.reject_booking(booking_id=rejected.pk, now=now, actor=actor, reason="王老师的班已经来过")
    assert [entry[:3] for entry in list_entries()] == [
        (Event.CLASS_APPROVED, "alice", approved.spaced_reference),
        (Event.CLASS_REJECTED, "alice", rejected.spaced_reference),
    ]
    details = " ".join(entry[3] for entry in list_entries())
    assert details.count(str(slot)) == 2
    assert not [word for word in ("王老师", "第一中学", "1390000000") if word in details]


def test_decisions_about_a_requested_change_are_recorded(class_session, actor, now):
    slot = make_slot(class_session, capacity=200)
    bookings = [book_class(slot, phone, now=now) for phone in ("13900000001", "13900000002")]
    for booking in bookings:
        services.approve_booking(booking_id=booking.pk, now=now, actor=actor)
        changes.change_party(booking_id=booking.pk, pupils=40, adults=2, now=now)
    approved, rejected = (booking.change_requests.get() for booking in bookings)
    change_decisions.approve_change(change_id=approved.pk, now=now, actor=actor)
    change_decisions.reject_change(change_id=rejected.pk, now=now, actor=actor, reason="满了")
    assert [(entry[0], "其改约申请" in entry[3]) for entry in list_entries()] == [
        *[(Event.CLASS_APPROVED, False)] * 2,
        (Event.CLASS_APPROVED, True),
        (Event.CLASS_REJECTED, True),
    ]


def test_staff_cancel_and_move_bookings_and_visitors_leave_no_entry(session, slot, actor, now):
    other = make_slot(session, start="05-17 14:00", end="05-17 15:00")
    own, moved, cancelled = (book(slot, f"1380000000{n}", now=now) for n in range(3))
    services.cancel_booking(booking_id=own.pk, now=now)
    assert list_entries() == []
    changes.move_booking(booking_id=moved.pk, to_slot_id=other.pk, now=now, actor=actor)
    services.cancel_booking(booking_id=cancelled.pk, now=now, actor=actor, reason="x")
    services.cancel_booking(booking_id=cancelled.pk, now=now, actor=actor, reason="once more")
    assert list_entries() == [
        (Event.BOOKING_MOVED, "alice", moved.spaced_reference, f"{session} · {other} · 原为{slot}"),
        (Event.BOOKING_CANCELLED, "alice", cancelled.spaced_reference, f"{session} · {slot}"),
    ]


def changed(slot, **values):
    row = TimeSlot.objects.select_related("session__week").get(pk=slot.pk)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def reschedule(actor, now, **rows):
    rescheduling.apply_rescheduling(now=now, actor=actor, reason="场地检修", **rows)


def test_moved_cancelled_and_restored_times_are_recorded(session, slot, actor, now):
    book(slot, now=now)
    before = str(slot)
    moved = changed(slot, starts_at=at("05-17 10:00"))
    rescheduling.preview_rescheduling(now=now, actor=actor, reason="x", slots=[moved])
    assert list_entries() == []
    reschedule(actor, now, slots=[moved])
    reschedule(actor, now, slots=[changed(slot, cancelled_at=now, cancel_reason="停电")])
    reschedule(actor, now, slots=[changed(slot, cancelled_at=None, cancel_reason="")])
    now_called = str(TimeSlot.objects.get(pk=slot.pk))
    assert [(event, detail) for event, _who, _about, detail in list_entries()] == [
        (Event.TIME_MOVED, f"{session} · {before} → {now_called} · 1个有效预约"),
        (Event.TIME_CANCELLED, f"{session} · {now_called} · 1个有效预约"),
        (Event.TIME_RESTORED, f"{session} · {now_called} · 0个有效预约"),
    ]


def test_a_smaller_room_is_no_such_entry(slot, actor, now):
    reschedule(actor, now, slots=[changed(slot, capacity=3)])
    assert list_entries() == []


def test_moved_and_cancelled_sessions_are_recorded_once(session, slot, actor, now):
    make_slot(session, start="05-17 14:00", end="05-17 15:00")
    moved = EventSession.objects.get(pk=session.pk)
    moved.venue = Venue.objects.create(slug="gym", name="体育馆", status="published")
    reschedule(actor, now, sessions=[moved])
    cancelled = EventSession.objects.get(pk=session.pk)
    cancelled.cancelled_at, cancelled.cancel_reason = now, "停电"
    reschedule(actor, now, sessions=[cancelled])
    assert list_entries() == [
        (Event.TIME_MOVED, "alice", str(session), "报告厅 → 体育馆 · 0个有效预约"),
        (Event.TIME_CANCELLED, "alice", str(session), "连同全部时段 · 0个有效预约"),
    ]
