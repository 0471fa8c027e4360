"""SEQUENCE of calendar entries rises with every change of time or place, whichever way it is made."""

import datetime as dt
from decimal import Decimal

import pytest

from events.bookings import changes, rescheduling
from events.bookings.transitions import CLOCK
from events.models import EventSession, TimeSlot, Venue
from tests.events.bookings.conftest import book, make_slot
from tests.factories import TimeSlotFactory, VenueFactory
from tests.factories.events import BookingFactory
from tests.spreadsheets.sheet_files import build_workbook, import_file

pytestmark = pytest.mark.django_db


def sequence(row) -> int:
    return type(row).objects.get(pk=row.pk).sequence


def test_another_venue_of_an_imported_session_raises_its_slots(scene):
    scene.own.booking.delete()
    venue = VenueFactory(name="新礼堂")
    import_file(EventSession, scene.alice, build_workbook(活动=[["slug", "venue"], [scene.own.session.slug, venue.name]]))
    assert EventSession.objects.get(pk=scene.own.session.pk).venue == venue
    assert sequence(scene.own.slot) == scene.own.slot.sequence + 1
    assert sequence(scene.other.slot) == 0


def test_an_imported_cancellation_raises_it(scene):
    scene.own.booking.delete()
    row = [scene.own.session.slug, "2025-05-13 09:00", "下雨"]
    import_file(EventSession, scene.alice, build_workbook(活动=[["slug", "cancelled_at", "cancel_reason"], row]))
    assert sequence(scene.own.slot) == 1


def test_an_import_that_moves_nothing_leaves_it(scene):
    import_file(EventSession, scene.alice, build_workbook(活动=[["slug", "summary"], [scene.own.session.slug, "好玩"]]))
    assert sequence(scene.own.slot) == 0


@pytest.mark.parametrize("change", ["time", "venue", "slot_cancelled", "session_cancelled", "capacity"])
def test_staff_change_a_time(session, slot, now, change):
    booking, other = book(slot, now=now), make_slot(session, "05-18 09:30", "05-18 11:00")
    slot, session = TimeSlot.objects.get(pk=slot.pk), EventSession.objects.get(pk=session.pk)
    slots, sessions = [slot], []
    if change == "time":
        slot.starts_at += dt.timedelta(minutes=15)
    elif change == "slot_cancelled":
        slot.cancelled_at, slot.cancel_reason = now, "停电"
    elif change == "capacity":
        slot.capacity += 1
    else:
        slots, sessions = [], [session]
        session.venue = Venue.objects.create(slug="yard", name="操场", status="published")
        if change == "session_cancelled":
            session.venue_id = EventSession.objects.get(pk=session.pk).venue_id
            session.cancelled_at, session.cancel_reason = now, "停电"
    rescheduling.apply_rescheduling(now=now, actor=CLOCK, reason="停电", slots=slots, sessions=sessions)
    of_session = change in ("venue", "session_cancelled")
    assert (sequence(slot), sequence(other)) == (change != "capacity", of_session)
    assert sequence(booking) == (change in ("time", "venue"))  # of one that ends, the end itself counts one more


def test_a_booker_moves(session, slot, now):
    booking = book(slot, now=now)
    changes.move_booking(booking_id=booking.pk, to_slot_id=make_slot(session, "05-18 09:30", "05-18 11:00").pk, now=now)
    assert (sequence(booking), sequence(slot)) == (1, 0)


@pytest.mark.parametrize("is_correction", [True, False])
@pytest.mark.parametrize("of", ["venue", "parent"])
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": "另一个地方"}, 1),
        ({"name": "另一个地方", "name_en": "Elsewhere", "address": "校园路1号"}, 1),
        ({"longitude": Decimal("112.7"), "latitude": Decimal("37.6")}, 1),
        ({"directions": "从南门进"}, 0),
    ],
)
def test_a_venue_changes(session, slot, now, changes, expected, of, is_correction):
    campus = VenueFactory(name="职教港")
    Venue.objects.filter(pk=session.venue_id).update(parent=campus)
    booking, waiting = book(slot, now=now), book(slot, people=5, phone="13800000009", now=now)
    past = make_slot(session, "05-12 09:30", "05-12 10:30")
    came = BookingFactory(slot=past)
    venue = Venue.objects.get(pk=session.venue_id if of == "venue" else campus.pk)
    for name, value in changes.items():
        setattr(venue, name, value)
    rescheduling.apply_rescheduling(now=now, actor=CLOCK, reason="改名", venues=[venue], is_correction=is_correction)
    assert [sequence(row) for row in (slot, past, booking, waiting, came)] == [expected] * 5


def test_the_loader_moves_a_time(clock_at):
    from edu_week.loading.section_specs import BY_SECTION
    from edu_week.loading.writing import RecordMerge

    slot = TimeSlotFactory(loaded={"key": "one"})
    merge = RecordMerge(None, BY_SECTION["slots"], slot, {"key": "one"}, is_new=False)
    slot.ends_at += dt.timedelta(minutes=5)
    merge.touched = ["ends_at"]
    merge.save()
    assert sequence(slot) == 1
