"""Correcting the numbers of a party that is in, and undoing what was a mistake."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.checkin.deeds import Deed, Outcome
from events.checkin.ledger import Ledger, Verdict
from events.checkin.slot_states import SlotState
from events.models import Arrival, Booking, CheckIn, Result


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """A party that is in: its check-in, or for walk-ins the row that counted them; `people` are those there now."""

    arrival: Arrival
    booking: Booking | None
    check_in: CheckIn | None
    state: SlotState
    people: int


class NotAdmitted(Exception):
    """The row that a deed is about says nothing of people who are in now."""

    def __init__(self, sentence: str, *, may_come: bool = False):
        super().__init__(sentence)
        self.may_come = may_come


def correct(ledger: Ledger, deed: Deed) -> Outcome:
    """Put right how many people of a party are really there; more of them need places for walk-ins."""
    try:
        admitted = find_admitted(ledger, deed)
    except NotAdmitted as refusal:
        return Outcome(nonce=deed.nonce, error=str(refusal), is_stored=not refusal.may_come)
    counts_class = deed.pupils is not None or deed.adults is not None
    people = (deed.pupils or 0) + (deed.adults or 0) if counts_class else deed.people
    if not people:
        return Outcome(nonce=deed.nonce, error=_("Somebody has to be there. If nobody is, undo it."))
    more = people - admitted.people
    places = admitted.state.build_door_slot().count_walk_in_places(deed.at)
    fits = more <= 0 or places is None or more <= places
    is_applied = fits or deed.went_in
    changes = {"people": more, **change_numbers(admitted.check_in, deed, people)} if is_applied else {}
    arrival = ledger.add_arrival(
        deed,
        admitted.state.slot.pk,
        Verdict.CORRECTED if is_applied else Verdict.REFUSED,
        Result.WELCOME if fits else Result.NO_PLACES,
        booking=admitted.booking,
        about=admitted.arrival,
        has_conflict=is_applied and not fits,
        **changes,
    )
    if is_applied:
        admitted.state.change_people(more, at=deed.at, is_walk_in=admitted.booking is None, may_exceed=not fits)
        if admitted.check_in:
            ledger.check_ins[admitted.booking.pk] = admitted.check_in
    return build_outcome(deed, arrival, admitted, people=people, walk_in_places=places)


def change_numbers(check_in: CheckIn | None, deed: Deed, people: int) -> dict[str, int]:
    """Set the check-in's numbers; return by how much pupils and adults changed."""
    if check_in is None:
        return {}
    pupils = check_in.pupils if deed.pupils is None else deed.pupils
    adults = check_in.adults if deed.adults is None else deed.adults
    changes = {"pupils": pupils - check_in.pupils, "adults": adults - check_in.adults}
    check_in.people, check_in.pupils, check_in.adults = people, pupils, adults
    return changes


def undo(ledger: Ledger, deed: Deed) -> Outcome:
    """Take people out again who were let in by mistake; they are expected again, and may be let in anew."""
    try:
        admitted = find_admitted(ledger, deed)
    except NotAdmitted as refusal:
        return Outcome(nonce=deed.nonce, error=str(refusal), is_stored=not refusal.may_come)
    if again := find_later_entry(deed, admitted):
        return undo_earlier_entry(ledger, deed, admitted, again)
    check_in = admitted.check_in
    numbers = {"pupils": -check_in.pupils, "adults": -check_in.adults} if check_in else {}
    arrival = ledger.add_arrival(
        deed,
        admitted.state.slot.pk,
        Verdict.UNDONE,
        admitted.arrival.result,
        booking=admitted.booking,
        about=admitted.arrival,
        reason=deed.reason,
        people=-admitted.people,
        **numbers,
    )
    admitted.state.change_people(-admitted.people, at=deed.at, is_walk_in=admitted.booking is None, may_exceed=False)
    if check_in:
        ledger.take_out(check_in)
    return build_outcome(deed, arrival, admitted, people=admitted.people)


def find_later_entry(deed: Deed, admitted: Admitted) -> Arrival | None:
    """Return the row by which the party came in again after it was taken out, where that row was received first."""
    if admitted.check_in is None or not deed.is_queued:
        return None
    if admitted.arrival.arrived_at > deed.at:
        return admitted.arrival
    rows = Arrival.objects.filter(booking=admitted.booking, verdict=Verdict.DUPLICATE, has_conflict=True, arrived_at__gt=deed.at)
    return rows.exclude(followed_by__verdict=Verdict.UNDONE).order_by("arrived_at", "pk").first()


def undo_earlier_entry(ledger: Ledger, deed: Deed, admitted: Admitted, again: Arrival) -> Outcome:
    """Note that an earlier entry was undone. Nobody goes out by it: the party is in since it came again."""
    meant, check_in = ledger.known[deed.about], admitted.check_in
    if any(row.verdict == Verdict.UNDONE for row in ledger.later.get(meant.nonce, ())):
        return Outcome(nonce=deed.nonce, error=_("They are not in any more."))
    check_in.arrival, check_in.arrived_at, check_in.device = again, again.arrived_at, again.device
    ledger.check_ins[admitted.booking.pk] = check_in
    arrival = ledger.add_arrival(
        deed,
        admitted.state.slot.pk,
        Verdict.UNDONE,
        meant.result,
        booking=admitted.booking,
        about=meant,
        reason=deed.reason,
    )
    return build_outcome(deed, arrival, admitted, people=admitted.people)


def find_admitted(ledger: Ledger, deed: Deed) -> Admitted:
    """Return the party that the deed is about. Raises `NotAdmitted`."""
    arrival = ledger.known.get(deed.about)
    if arrival is None:
        raise NotAdmitted(_("The arrival that is meant has not been received."), may_come=True)
    if arrival.slot_id not in ledger.states:
        raise NotAdmitted(_("This time slot is not one of yours."))
    booking = ledger.bookings.get(arrival.booking_id)
    check_in = ledger.find_check_in(booking) if booking else None
    if check_in:
        return Admitted(
            arrival=check_in.arrival,
            booking=booking,
            check_in=check_in,
            state=ledger.states[check_in.slot_id],
            people=check_in.people,
        )
    people = 0 if booking else ledger.count_walk_ins(arrival)
    if people < 1:
        raise NotAdmitted(_("They are not in any more."))
    return Admitted(arrival=arrival, booking=None, check_in=None, state=ledger.states[arrival.slot_id], people=people)


def build_outcome(deed: Deed, arrival: Arrival, admitted: Admitted, *, people: int, walk_in_places: int | None = None) -> Outcome:
    numbers = admitted.check_in
    return Outcome(
        nonce=deed.nonce,
        result=arrival.result,
        verdict=arrival.verdict,
        arrival=arrival,
        booking=admitted.booking,
        check_in=None if arrival.verdict == Verdict.UNDONE else admitted.check_in,
        slot=admitted.state.slot,
        people=people,
        pupils=numbers.pupils if numbers else 0,
        adults=numbers.adults if numbers else 0,
        has_conflict=arrival.has_conflict,
        walk_in_places=walk_in_places,
    )
