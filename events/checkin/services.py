"""What is written at the door. Every deed goes through `record_deeds`, from pages and from devices, one or hundreds."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from events.bookings.errors import BusyBooking
from events.checkin.admitting import admit, admit_walk_ins
from events.checkin.correcting import correct, undo
from events.checkin.deeds import Deed, DeedKind, Door, Outcome
from events.checkin.reading import ChangedMeanwhile, read_ledger, read_one_arrival
from events.checkin.repeating import repeat_outcome
from events.checkin.slot_states import SlotState
from events.checkin.writing import write_ledger
from events.models import Arrival

TRIES = 4
RECORD = {DeedKind.ADMIT: admit, DeedKind.WALK_IN: admit_walk_ins, DeedKind.CORRECT: correct, DeedKind.UNDO: undo}


def record_deeds(deeds: Iterable[Deed], *, door: Door, now: dt.datetime) -> list[Outcome]:
    """Judge and record the deeds in one transaction; return what each came to, in the same order.

    Whatever happened without a network is judged by its own time, the earliest first. A deed that is known by its nonce
    changes nothing and gets the same answer. Raises `BusyBooking` if others change the same rows again and again.
    """
    return record_and_count(deeds, door=door, now=now)[0]


def record_and_count(deeds: Iterable[Deed], *, door: Door, now: dt.datetime) -> tuple[list[Outcome], dict[int, SlotState]]:
    """Record the deeds as `record_deeds` does; return the numbers of the slots concerned too, by id."""
    deeds = list(deeds)
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return record_together(deeds, door=door, now=now)
        except (IntegrityError, ChangedMeanwhile):  # sent twice at the same moment, or moved before the lock was taken
            continue
    raise BusyBooking()


def record_together(deeds: list[Deed], *, door: Door, now: dt.datetime) -> tuple[list[Outcome], dict[int, SlotState]]:
    ledger = read_ledger(deeds, door=door, now=now)
    outcomes = {}
    for deed in sorted(deeds, key=lambda deed: (deed.at, bool(deed.about))):  # what is about another deed comes after it
        sent_before = ledger.known.get(deed.nonce)
        outcomes[deed.nonce] = repeat_outcome(ledger, sent_before) if sent_before else RECORD[deed.kind](ledger, deed)
    write_ledger(ledger)
    return [outcomes[deed.nonce] for deed in deeds], ledger.states


def record_deed(deed: Deed, *, door: Door, now: dt.datetime) -> Outcome:
    [outcome] = record_deeds([deed], door=door, now=now)
    return outcome


def describe_arrival(arrival_id: int, *, door: Door, now: dt.datetime) -> Outcome | None:
    """Return what an arrival came to; None if there is none, or it is none of the account's."""
    arrival = Arrival.objects.filter(pk=arrival_id).first()
    if arrival is None:
        return None
    outcome = repeat_outcome(read_one_arrival(arrival, door=door, now=now), arrival)
    return None if outcome.error else outcome


@transaction.atomic
def settle_conflict(*, arrival: Arrival, nonce: str, reason: str, door: Door, now: dt.datetime) -> Arrival:
    """Note that a contradiction has been looked into. One that was settled before stays as it was."""
    settled = Arrival.objects.filter(about=arrival, verdict=Arrival.Verdict.SETTLED).first()
    return settled or Arrival.objects.create(
        slot_id=arrival.slot_id,
        booking_id=arrival.booking_id,
        verdict=Arrival.Verdict.SETTLED,
        result=arrival.result,
        reason=reason,
        nonce=nonce,
        entry=Arrival.Entry.TYPED,
        device=door.device,
        arrived_at=now,
        received_at=now,
        about=arrival,
        recorded_by=door.user,
    )
