"""Letting people in: with a ticket, as walk-ins, and those whom a device let in without a network."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from content.local_time import local_time
from events.checkin import rules
from events.checkin.deeds import Deed, Outcome
from events.checkin.ledger import Ledger, Verdict
from events.checkin.parties import build_ticket, count_party
from events.checkin.slot_states import SlotState
from events.models import Arrival, Booking, CheckIn, Result, TimeSlot


@dataclass(frozen=True, kw_only=True)
class Party:
    """Some people at the door, what the rules say about them, and which slot they enter if they do."""

    booking: Booking | None
    people: int
    pupils: int = 0
    adults: int = 0
    result: Result
    enters: SlotState
    shown: SlotState
    is_late: bool = False
    may_exceed: bool = False
    walk_in_places: int | None = None


def admit(ledger: Ledger, deed: Deed) -> Outcome:
    """Let a party with a ticket in, or say why not."""
    booking = ledger.find_booking(deed)
    if booking is None:
        is_tampered = bool(deed.code and ledger.signed[deed.code][0])
        return admit_unlisted(ledger, deed, Result.TAMPERED if is_tampered else Result.UNKNOWN)
    state = ledger.states.get(booking.slot_id)
    if state is None:
        return admit_unlisted(ledger, deed, find_foreign_result(booking, deed.at), shown=booking.slot)
    people, pupils, adults = count_party(deed, booking)
    slot = state.build_door_slot(deed.at if deed.is_queued else None)
    ticket = build_ticket(booking, slot, is_in=ledger.find_check_in(booking) is not None)
    entry = rules.Entry(at=deed.at, desk=ledger.own_desk(deed), people=people, slot=slot, ticket=ticket)
    party = Party(
        booking=booking,
        people=people,
        pupils=pupils,
        adults=adults,
        result=rules.judge_entry(entry),
        enters=state if state.slot.pk in deed.desk else ledger.states.get(deed.target_slot_id, state),
        shown=state,
        is_late=entry.is_late,
        may_exceed=not entry.is_late and people <= booking.people,
        walk_in_places=slot.count_walk_in_places(deed.at),
    )
    return conclude(ledger, deed, party)


def find_foreign_result(booking: Booking, at: dt.datetime) -> Result:
    """A ticket of another school: only where it should be is said, nothing of the booking."""
    return Result.OTHER_SESSION if booking.slot.day == local_time(at).date() else Result.OTHER_DAY


def admit_walk_ins(ledger: Ledger, deed: Deed) -> Outcome:
    """Count people in who booked nothing here. With a booking of something else, that one is in and no longer expected."""
    state = ledger.states.get(deed.target_slot_id)
    if state is None:
        return Outcome(nonce=deed.nonce, error=_("This time slot is not one of yours."))
    booking = ledger.find_booking(deed)
    booking = booking if booking and booking.slot_id in ledger.states else None
    people, pupils, adults = count_party(deed, booking)
    slot = state.build_door_slot(deed.at if deed.is_queued else None)
    entry = rules.Entry(at=deed.at, desk=ledger.own_desk(deed), people=people, slot=slot)
    is_in = booking is not None and ledger.find_check_in(booking) is not None
    party = Party(
        booking=booking,
        people=people,
        pupils=pupils,
        adults=adults,
        result=Result.ALREADY_IN if is_in else rules.judge_entry(entry),
        enters=state,
        shown=state,
        walk_in_places=slot.count_walk_in_places(deed.at),
    )
    return conclude(ledger, deed, party)


def conclude(ledger: Ledger, deed: Deed, party: Party) -> Outcome:
    """Record what the party came to: who went in without a network stays in, whatever the rules say now."""
    check_in = ledger.find_check_in(party.booking) if party.booking else None
    if party.result == Result.ALREADY_IN:
        keep_first_time(ledger, deed, check_in)
        verdict, has_conflict = Verdict.DUPLICATE, deed.went_in
    else:
        goes_in = deed.let_in if deed.is_queued else party.result == Result.WELCOME
        verdict = Verdict.ADMITTED if goes_in else Verdict.REFUSED
        has_conflict = goes_in and party.result != Result.WELCOME
    goes_in = verdict == Verdict.ADMITTED
    numbers = {"people": party.people, "pupils": party.pupils, "adults": party.adults} if goes_in else {}
    slot_id = party.enters.slot.pk
    arrival = ledger.add_arrival(
        deed, slot_id, verdict, party.result, booking=party.booking, has_conflict=has_conflict, **numbers
    )
    if goes_in:
        may_exceed = party.may_exceed or deed.went_in
        ledger.let_in(arrival, party.booking, party.enters, is_walk_in=party.booking is None, may_exceed=may_exceed)
    return build_outcome(ledger, deed, arrival, party)


def keep_first_time(ledger: Ledger, deed: Deed, check_in: CheckIn):
    """Somebody who was let in at two doors came in at the earlier of the two moments."""
    if deed.went_in and deed.at < check_in.arrived_at:
        check_in.arrived_at, check_in.device = deed.at, deed.device or ledger.door.device
        ledger.check_ins[check_in.booking_id] = check_in


def build_outcome(ledger: Ledger, deed: Deed, arrival: Arrival, party: Party) -> Outcome:
    check_in = ledger.find_check_in(party.booking) if party.booking else None
    numbers = check_in or party
    is_wrong_place = arrival.verdict == Verdict.REFUSED
    return Outcome(
        nonce=deed.nonce,
        result=party.result,
        verdict=arrival.verdict,
        arrival=arrival,
        booking=party.booking,
        check_in=check_in,
        slot=(party.shown if is_wrong_place else party.enters).slot,
        people=numbers.people,
        pupils=numbers.pupils,
        adults=numbers.adults,
        is_late=party.is_late and arrival.verdict == Verdict.ADMITTED,
        has_conflict=arrival.has_conflict,
        walk_in_places=party.walk_in_places,
    )


def admit_unlisted(ledger: Ledger, deed: Deed, result: Result, *, shown: TimeSlot | None = None) -> Outcome:
    """Record a code that opens nothing here. Whom the device let in with it is counted like a walk-in, to be looked into."""
    state = ledger.states.get(deed.target_slot_id)
    if state is None:
        return Outcome(nonce=deed.nonce, error=_("This time slot is not one of yours."))
    people, pupils, adults = count_party(deed, None)
    numbers = {"people": people, "pupils": pupils, "adults": adults} if deed.went_in else {}
    verdict = Verdict.ADMITTED if deed.went_in else Verdict.REFUSED
    arrival = ledger.add_arrival(deed, state.slot.pk, verdict, result, has_conflict=deed.went_in, **numbers)
    if deed.went_in:
        ledger.let_in(arrival, None, state, is_walk_in=True, may_exceed=True)
    return Outcome(
        nonce=deed.nonce,
        result=result,
        verdict=verdict,
        arrival=arrival,
        slot=shown or state.slot,
        people=people,
        pupils=pupils,
        adults=adults,
        has_conflict=deed.went_in,
    )
