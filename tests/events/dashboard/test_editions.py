"""With several editions the first page counts the one shown, leads to the next, and names what waits in the others."""

import datetime as dt

import pytest
from django.urls import reverse

from events.dashboard.board import Board
from events.models import ActivityWeek, Booking, EventSession, Notice, TimeSlot
from tests.events.dashboard.test_summary_counts import numbers, summary_counts_of
from tests.factories import BookingFactory, ClassBookingFactory


@pytest.fixture
def other(scene) -> ActivityWeek:
    """Another edition on the very same days, with as much in it as the one shown has."""
    week = ActivityWeek.objects.create(
        slug="other", name="另一届", starts_on="2025-05-12", ends_on="2025-05-18", status="published"
    )
    week.refresh_from_db()
    session = EventSession.objects.create(
        slug="elsewhere",
        week=week,
        venue=scene.venue,
        host_school=scene.own.school,
        title="另一届体验",
        kind="visit",
        booking_mode="both",
    )
    slot = TimeSlot.objects.create(
        session=session, starts_at=scene.own.slot.starts_at, ends_at=scene.own.slot.ends_at, capacity=100
    )
    BookingFactory(slot=slot, people=3, created_at=scene.now)
    BookingFactory(slot=slot, state="waitlisted", people=4, created_at=scene.now)
    return week


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_numbers_are_those_of_the_edition_shown(scene, other, who):
    user = getattr(scene, who)
    with_other = numbers(user, scene.now)
    Booking.objects.filter(slot__session__week=other).delete()
    TimeSlot.objects.filter(session__week=other).delete()
    EventSession.objects.filter(week=other).delete()
    other.delete()
    assert with_other == numbers(user, scene.now)


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_tables_are_those_of_the_edition_shown(scene, other, who):
    board = Board(getattr(scene, who), scene.now)
    for rows in (board.slots(), board.waiting()):
        assert {row.slot.session.week_id for row in rows} == {scene.week.pk}
    assert {case.booking.slot.session.week_id for case in board.pending()} == {scene.week.pk}
    assert {row.session.week_id for row in board.unpublished()} == {scene.week.pk}


def test_each_number_is_what_its_list_shows(client, scene, other):
    slot = TimeSlot.objects.get(session__week=other)
    booking = ClassBookingFactory(slot=slot, created_at=scene.now, expires_at=scene.now + dt.timedelta(hours=5))
    moments = {"due_at": scene.now, "created_at": scene.now}
    Notice.objects.create(booking=booking, kind="confirmed", channel="call", state="due", event_key="x", **moments)
    EventSession.objects.filter(week=other).update(status="review")
    client.force_login(scene.alice)
    found = {count.label: count for count in summary_counts_of(scene.alice, scene.now)}
    for label in ("待审核团队", "待审核团队（全部届次）", "待电话通知", "待电话通知（全部届次）", "候补中", "时段"):
        assert client.get(found[label].url).context["cl"].result_count == found[label].number, label
    assert found["待审核团队（全部届次）"].number == found["待审核团队"].number + 1
    assert found["待审核（全部届次）：活动"].number == 1
    assert "待审核：活动" not in found
    assert client.get(found["待审核（全部届次）：活动"].url).context["cl"].result_count == 1


def test_nothing_is_said_of_other_editions_where_nothing_waits(scene, other):
    assert not [label for label in numbers(scene.alice, scene.now) if "全部届次" in label]


def test_after_the_week_the_page_leads_to_the_next_edition(client, scene, clock_at):
    clock_at("2025-06-20T09:00")
    address = reverse("admin:events_activityweek_new_edition", args=[scene.week.pk])
    client.force_login(scene.alice)
    assert address in client.get("/admin/").content.decode()
    following = ActivityWeek.objects.create(slug="next", name="下一届", starts_on="2026-05-11", ends_on="2026-05-17")
    html = client.get("/admin/").content.decode()
    assert "正在准备：“下一届”，5月11日 周一开始" in html
    assert reverse("admin:events_activityweek_to_decide", args=[following.pk]) in html
    assert address not in html
    client.force_login(scene.bob)
    html = client.get("/admin/").content.decode()
    assert "to-decide" not in html
    assert "new-edition" not in html


@pytest.mark.usefixtures("without_public_cache")
def test_queries_stay_few(client, scene, other, django_assert_max_num_queries):
    client.force_login(scene.alice)
    client.get("/admin/")
    with django_assert_max_num_queries(36):
        client.get("/admin/")
