import datetime as dt

import pytest

from events.models import Arrival, EventSession, Notice, TimeSlot
from tests.admin_scene import build_scene
from tests.factories import BookingFactory, ClassBookingFactory


@pytest.fixture
def scene(db, clock_at):
    """Today each school has a slot with one arrival; a class waits for its decision, a family for a place."""
    scene = build_scene(clock_at("2025-05-13T09:30"))
    starts_at = scene.now + dt.timedelta(hours=3)
    TimeSlot.objects.update(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=1), capacity=200, bookable=200)
    for number, part in enumerate((scene.own, scene.other)):
        part.slot.refresh_from_db()
        fill(scene, part, number)
    Notice.objects.filter(booking=scene.own.booking).update(state="failed")
    scene.draft = EventSession.objects.create(
        slug="draft", week=scene.week, venue=scene.venue, host_school=scene.own.school, title="未发布", kind="visit"
    )
    day = dt.timedelta(days=1)
    TimeSlot.objects.create(session=scene.draft, starts_at=scene.now + day, ends_at=scene.now + 2 * day)
    return scene


def fill(scene, part, number):
    ClassBookingFactory(slot=part.slot, created_at=scene.now, expires_at=scene.now + dt.timedelta(hours=5))
    BookingFactory(slot=part.slot, state="waitlisted", created_at=scene.now, phone=f"1390000000{number}", people=4)
    Arrival.objects.create(
        slot=part.slot,
        booking=part.booking,
        verdict="admitted",
        people=2,
        nonce=f"n{number}",
        arrived_at=scene.now,
        recorded_by=scene.alice,
    )
