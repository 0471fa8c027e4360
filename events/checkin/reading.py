"""Reads what the deeds of one request concern, under the locks, in a number of statements that does not grow with them."""

import datetime as dt
from collections.abc import Sequence

from events.bookings.checkin_codes import read_signed_reference
from events.checkin import hot_queries
from events.checkin.deeds import Deed, Door
from events.checkin.ledger import Ledger
from events.checkin.locks import lock_slots
from events.checkin.slot_states import SlotState
from events.models import Arrival, Booking


class ChangedMeanwhile(Exception):
    """A booking was moved to a slot that is not locked."""


def read_ledger(deeds: Sequence[Deed], *, now: dt.datetime) -> Ledger:
    """Lock the slots concerned and read them, their bookings, and what is known of the deeds already.

    Raises `ChangedMeanwhile` if a booking was moved before the locks were taken.
    """
    ledger = Ledger(now, signed={deed.code: read_signed_reference(deed.code) for deed in deeds if deed.code})
    about = {deed.about for deed in deeds} - {""}
    abouts = hot_queries.find_arrivals(about) if about else []
    references = {ledger.find_reference(deed) for deed in deeds} - {""}
    booking_ids = {deed.booking_id for deed in deeds} | {row.booking_id for row in abouts}
    slot_ids = {deed.target_slot_id for deed in deeds} | {row.slot_id for row in abouts}
    booking_ids, slot_ids = booking_ids - {None}, slot_ids - {None}
    locked = lock_slots(slot_ids, references, booking_ids)
    read_bookings(ledger, references, booking_ids, locked)
    read_known(ledger, {deed.nonce for deed in deeds} | about)
    if abouts:
        read_later(ledger, abouts)
    read_slots(ledger, slot_ids.union(*(deed.desk for deed in deeds)))
    if any(deed.is_queued for deed in deeds):
        read_history(ledger)
    return ledger


def read_one_arrival(arrival: Arrival, *, door: Door, now: dt.datetime) -> Ledger:
    """Read, without locks, what a page needs to say again what an arrival came to."""
    ledger = Ledger(now)
    read_known(ledger, {arrival.nonce})
    read_slots(ledger, set())
    return ledger.of_door(door)


def read_bookings(ledger: Ledger, references: set[str], booking_ids: set[int], locked: set[int] | None):
    found = hot_queries.find_bookings(references, booking_ids)
    if locked is not None and any(booking.slot_id not in locked for booking in found):
        raise ChangedMeanwhile
    ledger.bookings = {booking.pk: booking for booking in found}
    ledger.by_reference = {booking.reference: booking for booking in found}


def read_known(ledger: Ledger, nonces: set[str]):
    """Find the deeds that were recorded before: what one came to is said again, and what others are about."""
    ledger.known = {row.nonce: row for row in hot_queries.find_arrivals(nonces)}
    missing = {row.booking_id for row in ledger.known.values()} - {None, *ledger.bookings}
    ledger.bookings |= {booking.pk: booking for booking in hot_queries.find_bookings((), missing)}


def read_later(ledger: Ledger, abouts: list[Arrival]):
    for row in Arrival.objects.filter(about__in=abouts).select_related("about").order_by("pk"):
        ledger.later.setdefault(row.about.nonce, []).append(row)


def read_slots(ledger: Ledger, slot_ids: set[int]):
    ids = slot_ids | {booking.slot_id for booking in ledger.bookings.values()}
    ids |= {row.slot_id for row in ledger.known.values()}
    ids |= {booking.check_in.slot_id for booking in ledger.bookings.values() if hasattr(booking, "check_in")}
    ledger.states = {slot.pk: SlotState(slot, now.arrived, now.to_come, now.over) for slot, now in hot_queries.find_slots(ids)}


def read_history(ledger: Ledger):
    """Read when people came in, for deeds that are judged by an earlier moment."""
    rows = Arrival.objects.filter(slot__in=ledger.states).exclude(people=0)
    for slot_id, at, people in rows.values_list("slot", "arrived_at", "people"):
        ledger.states[slot_id].history.append((at, people))
    admitted = Booking.objects.filter(slot__in=ledger.states, state=Booking.State.CONFIRMED, check_in__isnull=False)
    for slot_id, at, people in admitted.values_list("slot", "check_in__arrived_at", "people"):
        ledger.states[slot_id].admitted.append((at, people))
