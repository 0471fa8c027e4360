"""What the wall screen shows: what is on now with its free places, and what comes next.

The places of what is on are those for walk-ins, by the door's own rule; of what comes next, those that can be booked.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models.functions import Coalesce

from content.local_time import local_time
from events.bookings.places import SlotPlaces
from events.checkin.queries import not_in_yet, sum_people_of_slot
from events.checkin.slot_states import build_door_slot
from events.models import ActivityWeek, TimeSlot
from events.programme.current_places import look_at_slots
from events.programme.queries import read_programme

ROWS_ON_SCREEN = 3  # of each list; more would be too small to read from afar
SECONDS_OF_PAGE = 20
MOST_NEXT = 12


@dataclass(frozen=True)
class DoorNumbers:
    arrived: int = 0
    to_come: int = 0
    is_counted: bool = False  # whether anybody has been let in by the portal


@dataclass(frozen=True)
class BoardRow:
    """One slot. `entry` says how to get in: `walk_in` (`count` places), `full`, `ask`, `free`, `class`, `book` (`count` places),
    `cancelled`, or `look` as the programme shows it."""

    places: SlotPlaces
    entry: str
    count: int | None = None

    @property
    def slot(self) -> TimeSlot:
        return self.places.slot


@dataclass(frozen=True)
class BoardPage:
    """The rows of a list that are shown now, with the number of this part and of all."""

    rows: Sequence[BoardRow]
    number: int = 1
    count: int = 1


@dataclass(frozen=True)
class NowBoard:
    """`nothing_on` is why nothing is on: `unplanned`, `before`, `over`, `none`, `between`, `evening`; blank if something is."""

    on_now: BoardPage
    coming: BoardPage
    coming_day: dt.date | None
    today: dt.date
    nothing_on: str = ""

    @property
    def coming_is_today(self) -> bool:
        return self.coming_day == self.today


def build_now_board(
    week: ActivityWeek | None, now: dt.datetime, *, schools: Sequence[str], venues: Sequence[str], in_turn: bool
) -> NowBoard:
    """Return the board of these schools and venues, by slug; of all without any. `in_turn` shows long lists part by part."""
    programme = read_programme(week)
    slots = [slot for slot in programme.slots if is_wanted(slot, schools, venues)]
    on_now = [slot for slot in slots if slot.starts_at <= now < slot.ends_at]
    coming = list_coming_slots(slots, now)
    looked_at = look_at_slots(programme, [*on_now, *coming], now)
    numbers = read_door_numbers([slot.pk for slot in on_now])
    rows = [describe_entry(places, numbers, now) for places in looked_at]
    shown_now = sorted((row for row in rows if row.slot.starts_at <= now), key=sort_short_ones_first)
    shown_next = [row for row in rows if row.slot.starts_at > now]
    return NowBoard(
        on_now=cut_page(shown_now, now, in_turn=in_turn),
        coming=cut_page(shown_next, now, in_turn=in_turn),
        coming_day=shown_next[0].slot.day if shown_next else None,
        today=local_time(now).date(),
        nothing_on="" if shown_now else explain_nothing_on(slots, now),
    )


def is_wanted(slot: TimeSlot, schools: Sequence[str], venues: Sequence[str]) -> bool:
    """Whether it is held by one of the schools and in one of the venues, or in a part of it."""
    session = slot.session
    of_school = not schools or (session.host_school is not None and session.host_school.slug in schools)
    places = {session.venue.slug, session.venue.parent.slug if session.venue.parent else ""}
    return of_school and (not venues or not places.isdisjoint(venues))


def list_coming_slots(slots: Iterable[TimeSlot], now: dt.datetime) -> list[TimeSlot]:
    """Return the next slots of one day: of today, or of the next day that has any that are not cancelled."""
    ahead = [slot for slot in slots if slot.starts_at > now]
    held = [slot for slot in ahead if not slot.is_cancelled]
    today = local_time(now).date()
    day = today if any(slot.day == today for slot in ahead) else held[0].day if held else None
    return [slot for slot in ahead if slot.day == day][:MOST_NEXT]


def read_door_numbers(slot_ids: list[int]) -> dict[int, DoorNumbers]:
    if not slot_ids:
        return {}
    numbers = {"to_come": sum_people_of_slot(not_in_yet()), "arrived": Coalesce("attendance__people_in", 0)}
    rows = TimeSlot.objects.filter(pk__in=slot_ids).annotate(**numbers).order_by()
    counted = rows.values_list("pk", "arrived", "to_come", "attendance__slot")
    return {pk: DoorNumbers(arrived, to_come, attendance is not None) for pk, arrived, to_come, attendance in counted}


def describe_entry(places: SlotPlaces, numbers: dict[int, DoorNumbers], now: dt.datetime) -> BoardRow:
    if places.look == "cancelled":
        return BoardRow(places, "cancelled")
    if places.slot.starts_at <= now:
        return describe_walk_in(places, numbers.get(places.slot.pk, DoorNumbers()), now)
    if places.is_bookable:
        return BoardRow(places, "book", places.availability.left)
    return BoardRow(places, "look")


def describe_walk_in(places: SlotPlaces, numbers: DoorNumbers, now: dt.datetime) -> BoardRow:
    """Return how to get into what has begun. Once no places are kept any more, a number is shown only where the door counts."""
    slot, session = places.slot, places.slot.session
    if session.is_for_classes:
        return BoardRow(places, "class")
    if slot.capacity is None or not (session.takes_bookings or numbers.is_counted):
        return BoardRow(places, "free")
    if now >= slot.places_kept_until and not numbers.is_counted:
        return BoardRow(places, "ask")
    count = build_door_slot(slot, arrived=numbers.arrived, expected=numbers.to_come).count_walk_in_places(now)
    return BoardRow(places, "walk_in" if count else "full", count)


def sort_short_ones_first(row: BoardRow):
    """What has begun lately before exhibitions that are open all day, and what anybody may enter before class visits."""
    return (row.slot.is_all_day, row.slot.session.is_for_classes, row.slot.ends_at)


def cut_page(rows: Sequence[BoardRow], now: dt.datetime, *, in_turn: bool) -> BoardPage:
    """Return all rows, or the part whose turn it is: every screen shows the same one, with a script or without."""
    if not in_turn or len(rows) <= ROWS_ON_SCREEN:
        return BoardPage(rows)
    count = -(-len(rows) // ROWS_ON_SCREEN)
    place = int(now.timestamp()) // SECONDS_OF_PAGE % count
    return BoardPage(rows[place * ROWS_ON_SCREEN : (place + 1) * ROWS_ON_SCREEN], place + 1, count)


def explain_nothing_on(slots: Sequence[TimeSlot], now: dt.datetime) -> str:
    today = local_time(now).date()
    held = [slot for slot in slots if not slot.is_cancelled]
    if not slots:
        return "unplanned"
    if not any(slot.starts_at > now for slot in held):
        return "over"
    if today < held[0].day:
        return "before"
    of_today = [slot for slot in held if slot.day == today]
    if not of_today:
        return "none"
    return "between" if of_today[-1].starts_at > now else "evening"
