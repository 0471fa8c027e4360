"""The published sessions of an edition with their slots, shared by all requests until a public record changes.

What changes with every booking, the numbers of places, is read anew each time, in one query; how a slot looks is worked out
again only if its numbers changed or one of its moments has passed.
"""

import copy
import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from content import public_cache
from content.local_time import day_bounds, local_time
from events.bookings.places import SlotPlaces
from events.bookings.queries import slot_availability
from events.bookings.rules import WALK_INS_ONLY_BEFORE_START
from events.models import EventSession, TimeSlot
from events.programme.place_numbers import NUMBERS, read_numbers
from schools.models import Trade

NOON = 12
# Long columns that no list shows; a page that does reads them from the record itself.
LONG = ("loaded", "quotations", "editor_note")
LONG_OF_RECORD = (*LONG, "search_text")
LONG_OF_SESSION = (*LONG_OF_RECORD, "description", "description_en", "tags")
EARLIEST, LATEST = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)
PARTS = ("morning", "afternoon", "all_day")
PARENTS = ("week", "venue__parent", "district", "host_school", "host_school__picture", "picture")


class WeekRow(NamedTuple):
    """The slots that a session has in one part of a day, in order of time."""

    day: dt.date
    part: str  # of PARTS
    session_id: int
    slots: tuple[TimeSlot, ...]


@dataclass
class AllPlaces:
    """The places of all slots of a week by the same `numbers`, as they look from `since` until before `until`.

    `derived` has what was made of nothing else.
    """

    numbers: dict[int, tuple]
    places: list[SlotPlaces]
    since: dt.datetime
    until: dt.datetime
    derived: dict = field(default_factory=dict)

    def find_open_slots(self, audiences: tuple[str, ...] = ()) -> set[int]:
        """Return the keys of those that these audiences can book; without any, that anybody can."""
        key = "open", frozenset(audiences)
        if key not in self.derived:
            self.derived[key] = {places.slot.id for places in self.places if places.is_bookable_by(audiences)}
        return self.derived[key]


class WeekSlots:
    """`sessions` by primary key, those without a time included; `slots` in order of time. All read-only."""

    def __init__(self, week_id: int):
        self.week_id = week_id
        self.sessions = {session.pk: session for session in read_sessions(week_id)}
        self.slots = read_slots(week_id, self.sessions)
        self.known: dict[str, dict[int, tuple[tuple, dt.datetime, dt.datetime, SlotPlaces]]] = {}
        self.looked_at: dict[str, AllPlaces] = {}

    @cached_property
    def slots_of_session(self) -> dict[int, list[TimeSlot]]:
        found: dict[int, list[TimeSlot]] = {}
        for slot in self.slots:
            found.setdefault(slot.session_id, []).append(slot)
        return found

    @cached_property
    def slots_of_slug(self) -> dict[str, list[int]]:
        """The keys of the slots of each session that has any, by its slug."""
        return {self.sessions[pk].slug: [slot.id for slot in slots] for pk, slots in self.slots_of_session.items()}

    @cached_property
    def classes_book_until(self) -> dt.datetime:
        """Return when the last booking of a class closes; long ago where no session takes classes."""
        return max((slot.closes_at(for_class=True) for slot in self.slots if slot.session.takes_classes), default=EARLIEST)

    @cached_property
    def day_of_slot(self) -> dict[int, dt.date]:
        return {slot.pk: slot.day for slot in self.slots}

    @cached_property
    def part_of_slot(self) -> dict[int, str]:
        return {slot.pk: find_day_part(slot) for slot in self.slots}

    @cached_property
    def place_of_slot(self) -> dict[int, int]:
        return {slot.pk: place for place, slot in enumerate(self.slots)}

    @cached_property
    def rows(self) -> list[WeekRow]:
        """All slots as the list shows them: by day, part of the day, and session in the order of its first slot there."""
        found: dict[tuple, list[TimeSlot]] = {}
        for slot in self.slots:
            found.setdefault((self.day_of_slot[slot.pk], self.part_of_slot[slot.pk], slot.session_id), []).append(slot)
        rows = [WeekRow(*key, tuple(slots)) for key, slots in found.items()]
        return sorted(rows, key=lambda row: (row.day, PARTS.index(row.part)))

    def keep_slots(self, rows: Iterable[WeekRow], kept: Collection[int]) -> list[WeekRow]:
        """Return the rows with those of their slots whose keys are in `kept`, in the order that these have."""
        narrowed = [(row, tuple([slot for slot in row.slots if slot.id in kept])) for row in rows]
        found = [WeekRow(row.day, row.part, row.session_id, slots) for row, slots in narrowed if slots]
        return sorted(found, key=lambda row: (row.day, PARTS.index(row.part), self.place_of_slot[row.slots[0].id]))

    @cached_property
    def sessions_by_day(self) -> dict[dt.date, set[int]]:
        found: dict[dt.date, set[int]] = {}
        for slot in self.slots:
            found.setdefault(self.day_of_slot[slot.pk], set()).add(slot.session_id)
        return found

    def select_slots(self, session_ids: Collection[int] | None = None, day: dt.date | None = None) -> list[TimeSlot]:
        return [
            slot
            for slot in self.slots
            if (session_ids is None or slot.session_id in session_ids) and (day is None or self.day_of_slot[slot.id] == day)
        ]

    def list_places(self, slots: Sequence[TimeSlot], now: dt.datetime, *, open_only: bool = False) -> list[SlotPlaces]:
        """Return these slots with their places now, without those that were deleted in the meantime."""
        places = self.look_at_places(slots, read_numbers([slot.id for slot in slots], now).of_slots, now) if slots else []
        return [slot_places for slot_places in places if slot_places.is_bookable] if open_only else places

    def look_at_all(self, numbers: dict[int, tuple], now: dt.datetime) -> AllPlaces:
        """Return the places of all slots; looks again only at those whose numbers have changed."""
        language = get_language()
        known = self.looked_at.get(language)
        if known is None or len(known.places) < len(self.slots) or not known.since <= now < known.until:
            known = self.looked_at[language] = self.look_at_each(numbers, now)
        elif known.numbers is not numbers:
            known = self.looked_at[language] = self.look_at_changed(known, numbers, now)
        return known

    def look_at_each(self, numbers: dict[int, tuple], now: dt.datetime) -> AllPlaces:
        places = self.look_at_places(self.slots, numbers, now)
        spans = [self.known[get_language()][slot_places.slot.id][1:3] for slot_places in places]
        since = max((span[0] for span in spans), default=EARLIEST)
        return AllPlaces(numbers, places, since, min((span[1] for span in spans), default=LATEST))

    def look_at_changed(self, known: AllPlaces, numbers: dict[int, tuple], now: dt.datetime) -> AllPlaces:
        changed = [slot for slot in self.slots if known.numbers.get(slot.id) != numbers.get(slot.id)]
        places = known.places.copy()
        looked_at = self.look_at_places(changed, numbers, now)
        if len(looked_at) < len(changed):  # one was deleted
            return self.look_at_each(numbers, now)
        for slot_places in looked_at:
            places[self.place_of_slot[slot_places.slot.id]] = slot_places
        return AllPlaces(numbers, places, known.since, known.until)

    def look_at_places(self, slots: Iterable[TimeSlot], numbers: dict[int, tuple], now: dt.datetime) -> list[SlotPlaces]:
        known_of_language, places = self.known.setdefault(get_language(), {}), []
        for slot in slots:
            if (of_slot := numbers.get(slot.id)) is None:
                continue
            known = known_of_language.get(slot.id)
            if known is None or known[0] != of_slot or not known[1] <= now < known[2]:
                slot_places = work_out_places(slot, of_slot, now)
                known = known_of_language[slot.id] = (of_slot, *find_span(slot, now), slot_places)
            places.append(known[3])
        return places


@public_cache.cache_until_public_change
def read_week_slots(week_id: int) -> WeekSlots:
    return WeekSlots(week_id)


def read_sessions(week_id: int) -> QuerySet[EventSession]:
    """Sessions that share the instances of their week, venues and schools."""
    trades = Trade.objects.defer(*LONG_OF_RECORD)
    sessions = EventSession.objects.published().filter(week=week_id).defer(*LONG_OF_SESSION)
    return sessions.prefetch_related(*PARENTS, "audiences", Prefetch("trades", trades, to_attr="trade_list"))


def read_slots(week_id: int, sessions: dict[int, EventSession]) -> list[TimeSlot]:
    rows = TimeSlot.objects.filter(session__week=week_id).order_by("starts_at", "session__sort_key", "pk").defer(*LONG)
    slots = [slot for slot in rows if slot.session_id in sessions]
    for slot in slots:
        slot.session = sessions[slot.session_id]
    return slots


def find_day_part(slot: TimeSlot) -> str:
    if slot.is_all_day:
        return "all_day"
    return "morning" if local_time(slot.starts_at).hour < NOON else "afternoon"


def work_out_places(slot: TimeSlot, numbers: tuple, now: dt.datetime) -> SlotPlaces:
    slot = copy.copy(slot)
    for name, value in zip(NUMBERS, numbers, strict=True):
        setattr(slot, name, value)
    return SlotPlaces(slot, slot_availability(slot, now))


def find_span(slot: TimeSlot, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Return from when until when the slot looks as it does now if nobody books or cancels."""
    moments = list_moments(slot)
    after = bisect_right(moments, now)
    return moments[after - 1] if after else EARLIEST, moments[after] if after < len(moments) else LATEST


def list_moments(slot: TimeSlot) -> list[dt.datetime]:
    """Return the moments at which a rule of `events.bookings.rules` or `look` may decide otherwise, in order."""
    cutoffs = (slot.closes_at(for_class=True), slot.closes_at(for_class=False))
    last_hour = slot.starts_at - WALK_INS_ONLY_BEFORE_START
    return sorted({slot.starts_at, slot.ends_at, slot.booking_opens_at, last_hour, *cutoffs, *day_bounds(slot.day)})
