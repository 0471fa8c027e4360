"""Live places from memory: worked out at most once a second in a process, however many ask, and served as bytes.

What is shown may be two seconds old. Nothing is ever booked from it: the booking services count under their own locks.
"""

import datetime as dt
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection

from content import public_cache
from content.database_threads import start_urgently
from events.bookings.places import SlotPlaces
from events.models import ActivityWeek
from events.programme.place_numbers import read_numbers
from events.programme.week_slots import read_week_slots

OLDEST_SECONDS = 10  # what others are shown while one reads the places anew
SELECTION_SECONDS = 5  # how long it is remembered which slots a filter means
MOST_SELECTIONS = 256


@dataclass
class PlacesSnapshot:
    """The places of all published slots at one moment; `read_at` is of `time.monotonic`."""

    read_at: float
    slot_ids: list[int]
    numbers: dict[int, tuple] = field(default_factory=dict)  # by slot, as `place_numbers` has them
    places: dict[int, str] = field(default_factory=dict)  # by slot, its line of availability.json
    slots_of_session: dict[str, list[int]] = field(default_factory=dict)  # by the session's slug
    open_slots: set[int] = field(default_factory=set)
    day_of_slot: dict[int, dt.date] = field(default_factory=dict)  # of the edition shown
    answers: dict = field(default_factory=dict)

    def answer(self, key, slot_ids: Iterable[int]) -> bytes:
        """Return availability.json for these slots; `key` stands for them, so that it is written once."""
        if answer := self.answers.get(key):
            return answer
        lines = ", ".join(self.places[pk] for pk in slot_ids if pk in self.places)
        answer = f'{{"slots": {{{lines}}}}}'.encode()
        if len(self.answers) < MOST_SELECTIONS:
            self.answers[key] = answer
        return answer


class LivePlaces:
    """The memory of one process. One thread reads at a time; the others get the last snapshot, or wait for the first."""

    def __init__(self):
        self.lock = threading.Lock()
        self.refreshed: PlacesSnapshot | None = None  # the one in whose place another is being read already
        self.snapshot: PlacesSnapshot | None = None
        self.selections: OrderedDict[tuple, tuple[float, list[int]]] = OrderedDict()

    def read(self, now: dt.datetime) -> PlacesSnapshot:
        """Return the places at most `LIVE_PLACES_SECONDS` after they were read, or the last ones while another thread reads."""
        last, age = self.snapshot, self.age()
        if last and age < settings.LIVE_PLACES_SECONDS:
            return last
        if last and age < 2 * settings.LIVE_PLACES_SECONDS and self.has_begun_to_refresh(now, last):
            return last
        if not self.lock.acquire(blocking=last is None or age > OLDEST_SECONDS):
            return last
        try:
            if self.snapshot is last:
                self.snapshot = read_snapshot(now, last)
            return self.snapshot
        finally:
            self.lock.release()

    def has_begun_to_refresh(self, now: dt.datetime, last: PlacesSnapshot) -> bool:
        """Have them read by another thread if there is one, so that nobody waits for it as long as somebody asks every second."""
        if self.refreshed is last:
            return True
        if has_begun := start_urgently(self.refresh, now, last):
            self.refreshed = last
        return has_begun

    def refresh(self, now: dt.datetime, last: PlacesSnapshot):
        if self.lock.acquire(blocking=False):
            try:
                if self.snapshot is last:
                    with public_cache.reading_by_itself():
                        self.snapshot = read_snapshot(now, last)
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


def read_snapshot(now: dt.datetime, last: PlacesSnapshot | None) -> PlacesSnapshot:
    """Read the places anew: one query, unless a public record has changed since the last time."""
    read_at = time.monotonic()
    asked = last.slot_ids if last else []
    numbers = read_numbers(asked, now)
    if connection.vendor == "sqlite" or not connection.in_atomic_block:  # else it rises only at the end of the transaction
        public_cache.adopt_generation(numbers.generation)
    weeks = [(week, read_week_slots(week.pk)) for week in list_published_weeks()]
    slot_ids = [slot.pk for _week, programme in weeks for slot in programme.slots]
    if slot_ids != asked:
        numbers = read_numbers(slot_ids, now)
    looked_at = [programme.look_at_all(numbers.of_slots, now) for _week, programme in weeks]
    return PlacesSnapshot(
        read_at,
        slot_ids,
        numbers.of_slots,
        places={slot_places.slot.id: format_places(slot_places) for seen in looked_at for slot_places in seen.places},
        slots_of_session={slug: found for _week, programme in weeks for slug, found in programme.slots_of_slug.items()},
        open_slots=set().union(*(seen.find_open_slots() for seen in looked_at)),
        day_of_slot=next((programme.day_of_slot for week, programme in weeks if week.is_current), {}),
    )


def format_places(slot_places: SlotPlaces) -> str:
    """Return the slot's line of availability.json, written once while its places look the same."""
    text = slot_places.rendered.get("json")
    if text is None:
        text = f'"{slot_places.slot.pk}": {json.dumps(slot_places.availability.as_json())}'
        slot_places.rendered["json"] = text
    return text


@public_cache.cache_until_public_change
def list_published_weeks() -> list[ActivityWeek]:
    return list(ActivityWeek.objects.published().order_by("starts_on", "pk"))


live_places = LivePlaces()
