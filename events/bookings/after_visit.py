"""What a ticket offers after the visit: two questions, and a certificate of participation."""

import datetime as dt

from events.bookings.feedback import can_give_feedback, has_given_feedback
from events.models import Booking, SlotAttendance


def can_have_certificate(booking: Booking, now: dt.datetime) -> bool:
    """Whether the party came: it was let in, or the visit is over and nobody was counted at the door of its time slot."""
    if booking.state != Booking.State.CONFIRMED or booking.slot.is_cancelled:
        return False
    if booking.is_checked_in:
        return True
    return now >= booking.slot.ends_at and not SlotAttendance.objects.filter(slot=booking.slot_id).exists()


def build_after_visit_context(booking: Booking, now: dt.datetime) -> dict[str, bool]:
    """Return what the ticket may offer; it asks the database only once the visit has begun."""
    may_answer = can_give_feedback(booking, now)
    return {
        "asks_feedback": may_answer and not has_given_feedback(booking),
        "has_certificate": (may_answer or booking.is_checked_in or now >= booking.slot.ends_at)
        and can_have_certificate(booking, now),
    }
