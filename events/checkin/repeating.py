"""What is said about a deed that was sent before: the same again, with the numbers as they are now."""

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from events.checkin.deeds import Outcome
from events.checkin.ledger import Ledger, Verdict
from events.models import Arrival, Booking, CheckIn, Result


def repeat_outcome(ledger: Ledger, arrival: Arrival) -> Outcome:
    """Return what the recorded deed came to. Nobody is told about a deed at the door of another school."""
    if arrival.slot_id not in ledger.states:
        return Outcome(nonce=arrival.nonce, error=_("This number of a scan is in use."))
    booking, slot = ledger.bookings.get(arrival.booking_id), ledger.states[arrival.slot_id].slot
    check_in = ledger.find_check_in(booking) if booking else None
    people, pupils, adults = count_people(arrival, check_in or booking)
    is_elsewhere = booking and arrival.verdict == Verdict.REFUSED and booking.slot_id in ledger.states
    return Outcome(
        nonce=arrival.nonce,
        result=Result(arrival.result),
        verdict=arrival.verdict,
        arrival=arrival,
        booking=booking,
        check_in=check_in,
        slot=ledger.states[booking.slot_id].slot if is_elsewhere else slot,
        people=people,
        pupils=pupils,
        adults=adults,
        has_conflict=arrival.has_conflict,
        is_late=bool(booking) and arrival.verdict == Verdict.ADMITTED and arrival.arrived_at >= slot.places_kept_until,
        walk_in_places=ledger.states[arrival.slot_id].build_door_slot().count_walk_in_places(ledger.now),
    )


def count_people(arrival: Arrival, party: CheckIn | Booking | None) -> tuple[int, int, int]:
    if party is None and arrival.verdict == Verdict.CORRECTED:
        counted = Arrival.objects.filter(Q(pk=arrival.about_id) | Q(about=arrival.about_id)).aggregate(people=Sum("people"))
        return counted["people"], 0, 0
    if party is None:
        return abs(arrival.people), abs(arrival.pupils), abs(arrival.adults)
    return party.people, party.pupils, party.adults
