"""Bookings keep what they hang on: nothing of it is deleted, and while they are still to come none of it is archived."""

from content import clock
from backoffice.lifecycle.dependents import Tie, hangs_on
from events.models import ActivityWeek, Booking, EventSession, Venue
from schools.models import School

PATHS = {
    EventSession: "slot__session",
    Venue: "slot__session__venue",
    School: "slot__session__host_school",
    ActivityWeek: "slot__session__week",
}


def to_come():
    return Booking.objects.live().filter(slot__ends_at__gt=clock.now())


for model, path in PATHS.items():
    hangs_on(model, Tie(rows=Booking.objects.all, path=path, living=to_come))
