"""How long a class needs between the places of its plan, where editors have recorded it. Nothing is assumed elsewhere."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product

from content import public_cache
from events.models import TimeSlot, TransferTime, Venue

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """The way from one time slot of a plan to the next. `pause` are the minutes between the end of one and the next start."""

    record: TransferTime
    pause: int

    @property
    def is_too_long(self) -> bool:
        return self.record.minutes > self.pause


@public_cache.cache_until_public_change
def read_transfer_times() -> dict[frozenset[int], TransferTime]:
    """Return the recorded times by the primary keys of their two venues."""
    records = TransferTime.objects.select_related("from_venue", "to_venue").order_by("pk")
    return {frozenset((record.from_venue_id, record.to_venue_id)): record for record in records}


def find_transfer_time(one: Venue, other: Venue) -> TransferTime | None:
    """Return the time between two venues, else between the buildings or grounds that they are parts of."""
    records = read_transfer_times()
    ends = product(filter(None, (one.pk, one.parent_id)), filter(None, (other.pk, other.parent_id)))
    return next((records[pair] for pair in map(frozenset, ends) if pair in records), None)


def list_transfers(slots: Sequence[TimeSlot]) -> list[Transfer | None]:
    """Return for each slot of a plan, in order of time, the way there from the one before; None if none is recorded."""
    transfers: list[Transfer | None] = [None] * min(len(slots), 1)
    for before, after in pairwise(slots):
        record = find_transfer_time(before.session.venue, after.session.venue)
        pause = (after.starts_at - before.ends_at) // MINUTE
        transfers.append(Transfer(record=record, pause=pause) if record and pause >= 0 else None)
    return transfers


def list_transfer_times(slots: Iterable[TimeSlot]) -> list[TransferTime]:
    """Return the recorded times between any two of the slots' venues, each once."""
    venues = {slot.session.venue_id: slot.session.venue for slot in slots}
    found = (find_transfer_time(one, other) for one, other in combinations(venues.values(), 2))
    return list(dict.fromkeys(filter(None, found)))
