"""How a slot's availability is displayed. Only this module decides when few places are left; templates and scripts show it."""

import datetime as dt

from django.utils import timezone

from events.models import TimeSlot

FEW_PLACES, FEW_PERCENT = 5, 15


def fullness_level(left: int, bookable: int) -> str:
    """Return “full”, “few” or “free”, regardless of the time; `bookable` places count, not the capacity of the room."""
    if left <= 0:
        return "full"
    return "few" if left <= FEW_PLACES or left * 100 <= bookable * FEW_PERCENT else "free"


def decide_look(
    slot: TimeSlot, now: dt.datetime, *, state: str, left: int | None, is_live: bool = False, too_few_for_class: bool = False
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
        return "onsite" if is_today and slot.session.takes_individuals else "closed"
    if state == "open":
        if too_few_for_class:
            return "too_few"
        return "few" if fullness_level(left, slot.bookable) == "few" else "open"
    return state
