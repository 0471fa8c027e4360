"""The tables and the chart: what stands in them, in which order, and of whom."""

import datetime as dt

import pytest

from events.dashboard import board
from events.dashboard.board import Board
from events.models import Booking, EventSession, TimeSlot
from tests.factories import ClassBookingFactory


def test_slots_say_how_full_they_are(scene):
    row = next(row for row in Board(scene.alice, scene.now).slots() if row.slot.pk == scene.own.slot.pk)
    assert (row.taken, row.places.waiting, row.slot.arrived, row.slot.expected) == (13, 1, 2, 2)
    assert (row.percent, row.fullness, row.places_left_label, row.note) == (6, "free", "余187", "")


@pytest.mark.parametrize(("bookable", "percent", "look", "word"), [(13, 100, "full", "已满"), (15, 87, "few", "余2")])
def test_fill_is_said_in_words(scene, bookable, percent, look, word):
    TimeSlot.objects.filter(pk=scene.own.slot.pk).update(bookable=bookable)
    row = Board(scene.bob, scene.now).slots()[0]
    assert (row.percent, row.fullness, row.places_left_label) == (percent, look, word)


def test_cancelled_and_unpublished_times_of_the_day_say_so(scene):
    TimeSlot.objects.filter(pk=scene.own.slot.pk).update(cancelled_at=scene.now, cancel_reason="停电")
    EventSession.objects.filter(pk=scene.other.session.pk).update(status="draft")
    assert {row.slot.session.title: row.note for row in Board(scene.alice, scene.now).slots()} == {
        "甲校体验": "已取消",
        "乙校体验": "草稿",
    }


def test_classes_to_decide_come_with_the_soonest_deadline_first(scene):
    soon = ClassBookingFactory(slot=scene.other.slot, expires_at=scene.now + dt.timedelta(hours=1), class_name="八年级2班")
    assert Board(scene.alice, scene.now).pending()[0].booking == soon
    assert soon not in [case.booking for case in Board(scene.bob, scene.now).pending()]


def test_waiting_lists_say_parties_people_and_places(scene):
    row = Board(scene.bob, scene.now).waiting()[0]
    assert (row.slot, row.slot.waiting_count, row.slot.waiting_people, row.left) == (scene.own.slot, 1, 4, 187)
    assert len(Board(scene.alice, scene.now).waiting()) == 2


def test_sessions_not_public_yet_say_from_when_they_are(scene):
    board = Board(scene.alice, scene.now)
    assert [(row.session.title, row.state) for row in board.unpublished()] == [("未发布", "草稿")]
    EventSession.objects.filter(pk=scene.draft.pk).update(status="published", publish_at=scene.now + dt.timedelta(hours=3))
    assert "2025年5月13日 周二 12:30" in board.unpublished()[0].state
    EventSession.objects.filter(pk=scene.draft.pk).update(status="archived")
    assert not board.unpublished()


def test_bars_count_bookings_by_the_day_in_shanghai(scene):
    late = dt.datetime(2025, 5, 12, 23, 59, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    Booking.objects.filter(pk=scene.own.booking.pk).update(created_at=late)
    bars = Board(scene.alice, scene.now).bars
    assert [bar.total for bar in bars[-2:]] == [1, 5]
    assert (bars[-1].individuals, bars[-1].classes, bars[-1].height) == (3, 2, 100)
    assert [bar.total for bar in Board(scene.bob, scene.now).bars[-2:]] == [1, 2]


@pytest.mark.parametrize(
    ("now", "phase", "day", "last_drawn"),
    [
        ("2025-05-01T09:00", "before", "2025-05-12", "2025-05-01"),
        ("2025-05-14T09:00", "during", "2025-05-14", "2025-05-14"),
        ("2025-06-20T09:00", "after", "2025-05-18", "2025-05-18"),
    ],
)
def test_day_shown_lies_in_the_week(scene, clock_at, now, phase, day, last_drawn):
    week_phase = Board(scene.alice, clock_at(now)).week_phase
    assert (week_phase.phase, str(week_phase.day), str(week_phase.last_day_drawn)) == (phase, day, last_drawn)


def test_of_too_many_slots_the_first_that_have_not_ended_are_shown(client, scene, monkeypatch):
    monkeypatch.setattr(board, "SLOTS_SHOWN", 1)
    ended, coming = sorted([scene.own.slot, scene.other.slot], key=lambda slot: slot.pk)
    TimeSlot.objects.filter(pk=ended.pk).update(
        starts_at=scene.now - dt.timedelta(hours=2), ends_at=scene.now - dt.timedelta(hours=1)
    )
    seen = Board(scene.alice, scene.now)
    assert [row.slot for row in seen.slots()] == [coming]
    assert seen.day_sums["count"] == 2
    client.force_login(scene.alice)
    assert "当天另有1个时段" in client.get("/admin/").content.decode()


def test_of_too_many_slots_that_have_all_ended_the_first_are_shown(scene, monkeypatch):
    monkeypatch.setattr(board, "SLOTS_SHOWN", 1)
    TimeSlot.objects.update(starts_at=scene.now - dt.timedelta(hours=2), ends_at=scene.now - dt.timedelta(hours=1))
    assert len(Board(scene.alice, scene.now).slots()) == 1
