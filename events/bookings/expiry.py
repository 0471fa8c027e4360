"""When held and pending bookings expire.

Whether one has expired is asked with `Booking.has_expired`, or `BookingQuerySet.expired` for a query.
"""

import datetime as dt

from events.models import TimeSlot

HOLD = dt.timedelta(minutes=10)  # of a class plan, between its two steps


def hold_until(now: dt.datetime) -> dt.datetime:
    return now + HOLD


def pending_until(slot: TimeSlot, now: dt.datetime) -> dt.datetime:
    """Return when a class booking that becomes pending now lapses if nobody decides on it."""
    by_hours = now + dt.timedelta(hours=slot.session.week.decide_within_hours)
    last = next((moment for moment in (slot.decide_by, slot.starts_at) if moment > now), slot.ends_at)
    return min(by_hours, last)
