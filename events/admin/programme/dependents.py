"""Records that bookings depend on: they cannot be deleted, nor archived while a live booking is still to come."""

from backoffice.lifecycle.dependents import Dependent, register_dependent
from content import clock
from events.models import ActivityWeek, Booking, EventSession, Venue
from schools.models import School

BOOKING_PATHS = {
    EventSession: "slot__session",
    Venue: "slot__session__venue",
    School: "slot__session__host_school",
    ActivityWeek: "slot__session__week",
}


def upcoming_live_bookings():
    return Booking.objects.live().filter(slot__ends_at__gt=clock.now())


for model, path in BOOKING_PATHS.items():
    register_dependent(model, Dependent(rows=Booking.objects.all, path=path, blocks_archiving=upcoming_live_bookings))
