"""The example week many times over is a week as the portal itself would have made it."""

import pytest

from benchmarks import growth
from content import clock
from events.bookings.places_audit import audit_places
from events.models import Booking, EventSession, TimeSlot
from schools.models import School
from tests.example_week import load_example_week

pytestmark = pytest.mark.once


def test_everything_is_there_as_often_and_belongs_together(db, clock_at, monkeypatch):
    clock_at("2025-05-13T09:30")
    load_example_week()
    models = EventSession, TimeSlot, School
    before, bookings = [model.objects.count() for model in models], Booking.objects.count()
    monkeypatch.setattr(growth, "BOOKINGS", 400)
    growth.multiply_week(3)
    assert [model.objects.count() for model in models] == [3 * count for count in before]
    assert Booking.objects.count() > bookings + 800
    assert audit_places(clock.now()) == []
    copied = EventSession.objects.exclude(host_school=None).filter(slug__endswith="-1").first()
    assert copied.host_school.slug.endswith("-1")
    assert copied.audiences.exists()
    assert copied.slots.exists()
