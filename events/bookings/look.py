"""How a slot's availability is displayed. Only this module decides when few places are left; templates and scripts show it.

Few and enough depend on whom it is shown to: six places are plenty for a family, and none for a class.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from events.models import TimeSlot


@dataclass(frozen=True)
class PartyPlaces:
    """How many places the smallest and the largest party take to whom a slot is shown: individuals or a class with its adults."""

    least: int
    most: int
    is_class: bool


def fullness_level(left: int, bookable: int, parties: PartyPlaces) -> str:
    """Return “full”, “too_few” (not even the smallest party fits), “few” or “free”, regardless of the time.

    Few are left if the largest party would not fit, or would take all of them; of a slot nobody has booked yet they never are.
    `bookable` places count, not the capacity of the room.
    """
    if left <= 0:
        return "full"
    if left < parties.least:
        return "too_few"
    return "few" if left <= parties.most and left < bookable else "free"


def decide_look(
    slot: TimeSlot, now: dt.datetime, *, state: str, left: int | None, parties: PartyPlaces, is_live: bool = False
) -> str:
    """Return the one word for how the slot is displayed.

    `left` is None where no booking is needed. The looks are those of `Availability.state` (`waitlist`, `full`, `soon`,
    `closed`, `past`, `cancelled`, `open`), and `few`, `too_few` (places are left, but not for a whole class), `live` (on
    now), `free` (no booking needed), `onsite` (booking has closed, walk-ins are welcome).
    """
    if state in ("cancelled", "past"):
        return state
    if is_live:
        return "live"
    if left is None:
        return "free"
    if state == "closed":
        is_today = slot.day == timezone.localdate(now)
        return "onsite" if is_today and not parties.is_class else "closed"
    if state == "open":
        level = fullness_level(left, slot.bookable, parties)
        return "open" if level == "free" else level
    return state
