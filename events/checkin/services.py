"""What is written at the door. Every deed goes through `record_deeds`, from pages and from devices, one or hundreds."""

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from events.bookings.errors import BusyBooking
from events.checkin.admitting import admit, admit_walk_ins
from events.checkin.correcting import correct, undo
from events.checkin.deeds import Deed, DeedKind, Door, Outcome
from events.checkin.ledger import Ledger
from events.checkin.reading import ChangedMeanwhile, read_ledger, read_one_arrival
from events.checkin.repeating import repeat_outcome
from events.checkin.slot_states import SlotState
from events.checkin.writing import write_ledger
from events.models import Arrival

TRIES = 4
logger = logging.getLogger(__name__)
RECORD = {DeedKind.ADMIT: admit, DeedKind.WALK_IN: admit_walk_ins, DeedKind.CORRECT: correct, DeedKind.UNDO: undo}


@dataclass(frozen=True, kw_only=True)
class Batch:
    """The deeds that one device sends at once."""

    door: Door
    deeds: Sequence[Deed]


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What the deeds of a batch came to, in the same order, and the numbers of the slots concerned, by id."""

    outcomes: list[Outcome]
    states: dict[int, SlotState]


NOTHING = Recorded(outcomes=[], states={})


def record_deeds(deeds: Iterable[Deed], *, door: Door, now: dt.datetime) -> list[Outcome]:
    """Judge and record the deeds in one transaction; return what each came to, in the same order.

    Whatever happened without a network is judged by its own time, the earliest first. A deed that is known by its nonce
    changes nothing and gets the same answer. Raises `BusyBooking` if others change the same rows again and again.
    """
    return record_batch(Batch(door=door, deeds=list(deeds)), now=now).outcomes


def record_batch(batch: Batch, *, now: dt.datetime) -> Recorded:
    """Record the deeds as `record_deeds` does; return the numbers too."""
    for _try in range(TRIES):
        try:
            [recorded] = record_together([batch], now=now)
            return recorded
        except (IntegrityError, ChangedMeanwhile):  # sent twice at the same moment, or moved before the lock was taken
            continue
    raise BusyBooking()


def record_batches(batches: Sequence[Batch], *, now: dt.datetime) -> list[Recorded | Exception]:
    """Record the batches of several devices in one transaction, as if one had come after the other.

    If anything is wrong with one of them, whatever it is, each is recorded by itself; its failure is in its place.
    """
    if len(batches) > 1:
        try:
            return record_together(batches, now=now)
        except (InterfaceError, OperationalError):
            raise
        except Exception:
            logger.info("%s batches are recorded one by one", len(batches), exc_info=True)
    return [record_or_fail(batch, now) for batch in batches]


def record_or_fail(batch: Batch, now: dt.datetime) -> Recorded | Exception:
    try:
        return record_batch(batch, now=now)
    except (InterfaceError, OperationalError):
        raise
    except Exception as problem:
        return problem


@transaction.atomic
def record_together(batches: Sequence[Batch], *, now: dt.datetime) -> list[Recorded]:
    ledger = read_ledger([deed for batch in batches for deed in batch.deeds], now=now)
    ledgers = [ledger.of_door(batch.door) for batch in batches]
    outcomes = [[None] * len(batch.deeds) for batch in batches]
    for number, place, deed in list_by_time(batches):
        outcomes[number][place] = record_one(ledgers[number], deed)
    write_ledger(ledger)
    return [Recorded(outcomes=found, states=own.states) for found, own in zip(outcomes, ledgers, strict=True)]


def list_by_time(batches: Sequence[Batch]) -> list[tuple[int, int, Deed]]:
    """Return the deeds in the order in which they count, with where they stand. What is about another deed comes after it."""
    deeds = [(number, place, deed) for number, batch in enumerate(batches) for place, deed in enumerate(batch.deeds)]
    return sorted(deeds, key=lambda row: (row[2].at, bool(row[2].about)))


def record_one(ledger: Ledger, deed: Deed) -> Outcome:
    sent_before = ledger.known.get(deed.nonce)
    return repeat_outcome(ledger, sent_before) if sent_before else RECORD[deed.kind](ledger, deed)


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
