"""Who stands at the door: the booking as the rules see it, and how many people there are."""

from events.checkin import queries, rules
from events.checkin.deeds import Deed
from events.models import Booking


def build_ticket(booking: Booking, slot: rules.DoorSlot, *, is_in: bool) -> rules.Ticket:
    asked = booking.asked_slot_id if queries.has_unapproved_change(booking) else None
    return rules.Ticket(state=booking.state, slot=slot, people=booking.people, is_in=is_in, asked_slot_id=asked)


def count_party(deed: Deed, booking: Booking | None) -> tuple[int, int, int]:
    """Return people, pupils and adults: as counted at the door, else as booked. Somebody without a booking is one person."""
    if deed.pupils is not None or deed.adults is not None:
        pupils, adults = deed.pupils or 0, deed.adults or 0
        return max(pupils + adults, 1), pupils, adults
    if booking is None:
        return deed.people or 1, 0, 0
    if deed.people is None or deed.people == booking.people:
        return booking.people, booking.pupils, booking.adults
    return deed.people, 0, 0
