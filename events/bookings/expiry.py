"""When held and pending bookings, and requests for a change, expire.

Whether one has expired is asked with `has_expired` of the row, or `expired` of the query.
"""

import datetime as dt

from events.models import Booking, TimeSlot

HOLD = dt.timedelta(minutes=10)  # of a class plan, between its two steps


def hold_until(now: dt.datetime) -> dt.datetime:
    return now + HOLD


def is_hold_extended(booking: Booking) -> bool:
    """Whether the hold lasts longer than the time given when it began, which is when the booking last changed."""
    return booking.expires_at > hold_until(booking.changed_at)


def pending_until(slot: TimeSlot, now: dt.datetime) -> dt.datetime:
    """Return when a class booking that becomes pending now lapses if nobody decides on it."""
    by_hours = now + dt.timedelta(hours=slot.session.week.decide_within_hours)
    last = next((moment for moment in (slot.decide_by, slot.starts_at) if moment > now), slot.ends_at)
    return min(by_hours, last)


def change_pending_until(approved: TimeSlot, asked: TimeSlot, now: dt.datetime) -> dt.datetime:
    """Return when a request made now lapses: the hour of decision before the earlier of the two days counts, and both starts."""
    by_hours = now + dt.timedelta(hours=approved.session.week.decide_within_hours)
    moments = (by_hours, approved.decide_by, asked.decide_by, approved.starts_at, asked.starts_at)
    return min(moment for moment in moments if moment > now)
