import datetime as dt

import pytest

from events.models import ActivityWeek, EventSession, TimeSlot
from tests.admin_scene import build_scene


@pytest.fixture
def scene(db, clock_at):
    """The week is over; Alice, of the bureau, thinks of the next one."""
    scene = build_scene(clock_at("2025-05-13T09:30"))
    clock_at("2025-06-20T09:00")
    return scene


@pytest.fixture
def following(scene) -> ActivityWeek:
    """A next edition with one session of Bob's school."""
    week = ActivityWeek.objects.create(slug="week-2026", name="2026活动周", starts_on="2026-05-11", ends_on="2026-05-17")
    week.refresh_from_db()
    session = EventSession.objects.create(
        slug="next-1", week=week, venue=scene.venue, host_school=scene.own.school, title="来年体验", kind="visit"
    )
    start = dt.datetime(2026, 5, 11, 1, tzinfo=dt.UTC)
    TimeSlot.objects.create(session=session, starts_at=start, ends_at=start + dt.timedelta(hours=1))
    return week
