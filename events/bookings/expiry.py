"""When places that are only held, or await a decision, are given back by themselves.

That a booking is past its time is asked of the row (`Booking.has_expired`) or of a query (`BookingQuerySet.expired`).
"""

import datetime as dt

from events.models import TimeSlot

HOLD = dt.timedelta(minutes=10)  # of a class plan between its two steps


def hold_until(now: dt.datetime) -> dt.datetime:
    return now + HOLD


def pending_until(slot: TimeSlot, now: dt.datetime) -> dt.datetime:
    """When a class that becomes pending now gives its places back if nobody decides."""
    soonest = now + dt.timedelta(hours=slot.session.week.decide_within_hours)
    last = next((moment for moment in (slot.decide_by, slot.starts_at) if moment > now), slot.ends_at)
    return min(soonest, last)
