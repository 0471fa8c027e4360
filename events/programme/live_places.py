"""Live places from memory: worked out at most once a second in a process, however many ask, and served as bytes.

What is shown may be a second old. Nothing is ever booked from it: the booking services count under their own locks.
"""

import datetime as dt
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.conf import settings

from content.publishing import is_public
from events.bookings.places import list_slot_places, published_slots

OLDEST_SECONDS = 10  # what others are shown while one reads the places anew
SELECTION_SECONDS = 5  # how long it is remembered which slots a filter means
MOST_SELECTIONS = 256


@dataclass
class PlacesSnapshot:
    """The places of all published slots at one moment; `read_at` is of `time.monotonic`."""

    read_at: float
    places: dict[int, dict]  # by slot, as they stand in availability.json
    slots_of_session: dict[str, list[int]]  # by the session's slug
    open_slots: set[int]
    day_of_slot: dict[int, dt.date]  # of the edition shown
    answers: dict = field(default_factory=dict)

    def answer(self, key, slot_ids: Iterable[int]) -> bytes:
        """Return availability.json for these slots; `key` stands for them, so that it is written once."""
        if answer := self.answers.get(key):
            return answer
        answer = json.dumps({"slots": {str(pk): self.places[pk] for pk in slot_ids if pk in self.places}}).encode()
        if len(self.answers) < MOST_SELECTIONS:
            self.answers[key] = answer
        return answer


class LivePlaces:
    """The memory of one process. One thread reads at a time; the others get the last snapshot, or wait for the first."""

    def __init__(self):
        self.lock = threading.Lock()
        self.snapshot: PlacesSnapshot | None = None
        self.selections: OrderedDict[tuple, tuple[float, list[int]]] = OrderedDict()

    def read(self, now: dt.datetime) -> PlacesSnapshot:
        """Return the places at most `LIVE_PLACES_SECONDS` after they were read, or the last ones while another reads."""
        last, age = self.snapshot, self.age()
        if last and age < settings.LIVE_PLACES_SECONDS:
            return last
        if not self.lock.acquire(blocking=last is None or age > OLDEST_SECONDS):
            return last
        try:
            if self.snapshot is last:
                self.snapshot = read_snapshot(now)
            return self.snapshot
        finally:
            self.lock.release()

    def age(self) -> float:
        return time.monotonic() - self.snapshot.read_at if self.snapshot else float("inf")

    def select(self, key: tuple, find: Callable[[], Iterable[int]]) -> list[int]:
        """Return the slots that a filter means, found by `find` unless that was done in the last seconds."""
        found_at, slot_ids = self.selections.get(key, (0.0, []))
        if key not in self.selections or time.monotonic() - found_at >= min(SELECTION_SECONDS, settings.LIVE_PLACES_SECONDS * 5):
            slot_ids = list(find())
            self.selections[key] = (time.monotonic(), slot_ids)
            while len(self.selections) > MOST_SELECTIONS:
                self.selections.popitem(last=False)
        return slot_ids


def read_snapshot(now: dt.datetime) -> PlacesSnapshot:
    read_at, places, slots_of_session, open_slots, day_of_slot = time.monotonic(), {}, {}, set(), {}
    for slot_places in list_slot_places(published_slots(now).prefetch_related(None), now):
        slot = slot_places.slot
        places[slot.pk] = slot_places.availability.as_json()
        slots_of_session.setdefault(slot.session.slug, []).append(slot.pk)
        if slot_places.availability.is_open:
            open_slots.add(slot.pk)
        if is_public(slot.session.week, now) and slot.session.week.is_current:
            day_of_slot[slot.pk] = slot.day
    return PlacesSnapshot(
        read_at=read_at, places=places, slots_of_session=slots_of_session, open_slots=open_slots, day_of_slot=day_of_slot
    )


live_places = LivePlaces()
