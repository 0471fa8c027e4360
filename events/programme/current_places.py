"""The places of slots at this moment. Of many slots they are those that live places show, at most two seconds old.

To read and to look at them takes a fifth of the whole week's page, and with thousands longer than all the rest; a page that shows
places from memory is older. A day, a session and the booking form read theirs anew.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS

from content.publishing import is_previewing
from events.bookings.places import SlotPlaces
from events.models import TimeSlot
from events.programme.live_places import live_places
from events.programme.place_numbers import read_numbers
from events.programme.week_slots import AllPlaces, WeekSlots

MANY_SLOTS = 60


def are_many(slots: Sequence[TimeSlot]) -> bool:
    return len(slots) > MANY_SLOTS


def read_current_numbers(slots: Sequence[TimeSlot], now: dt.datetime) -> dict[int, tuple]:
    """Return the numbers of each slot, and perhaps of others, by primary key; slots that no longer exist are missing."""
    is_replica = TimeSlot.objects.all().db != DEFAULT_DB_ALIAS  # live places are never read there
    if is_replica or is_previewing() or not are_many(slots):  # what a preview shows is nobody else's
        return read_numbers([slot.id for slot in slots], now).of_slots
    recent = live_places.read(now).numbers
    new = [slot.id for slot in slots if slot.id not in recent]
    return recent | read_numbers(new, now).of_slots if new else recent


def look_at_slots(programme: WeekSlots, slots: Sequence[TimeSlot], now: dt.datetime) -> list[SlotPlaces]:
    return programme.look_at_places(slots, read_current_numbers(slots, now), now)


def look_at_all_slots(programme: WeekSlots, now: dt.datetime) -> AllPlaces:
    return programme.look_at_all(read_current_numbers(programme.slots, now), now)


def find_open_slots(
    programme: WeekSlots, slots: Sequence[TimeSlot], numbers: dict[int, tuple], now: dt.datetime, audiences: tuple[str, ...] = ()
) -> set[int]:
    """Return the keys of those that these audiences can book, without any that anybody can, and perhaps of others that they can.

    `numbers` are current ones of these slots.
    """
    if are_many(slots):
        return programme.look_at_all(numbers, now).find_open_slots(audiences)
    return {places.slot.id for places in programme.look_at_places(slots, numbers, now) if places.is_bookable_by(audiences)}


def list_open_places(
    programme: WeekSlots, slots: Sequence[TimeSlot], numbers: dict[int, tuple], now: dt.datetime
) -> list[SlotPlaces]:
    """Return the places of those that anybody can book; `numbers` are current ones of these slots."""
    if not are_many(slots):
        return [places for places in programme.look_at_places(slots, numbers, now) if places.is_bookable]
    seen, wanted = programme.look_at_all(numbers, now), {slot.id for slot in slots}
    bookable = seen.find_open_slots() & wanted
    return [places for places in seen.places if places.slot.id in bookable]
