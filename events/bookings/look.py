"""How full a slot is shown. The one place that decides when few places are left; templates and scripts only show it."""

import datetime as dt

from django.utils import timezone

from events.models import TimeSlot

FEW_PLACES, FEW_PERCENT = 5, 15


def fullness_level(left: int, bookable: int) -> str:
    """“full”, “few” or “free”, whatever the time: of the places that can be booked, not of the room."""
    if left <= 0:
        return "full"
    return "few" if left <= FEW_PLACES or left * 100 <= bookable * FEW_PERCENT else "free"


def decide_look(
    slot: TimeSlot, now: dt.datetime, *, state: str, left: int | None, is_live: bool = False, too_few_for_class: bool = False
) -> str:
    """What a visitor is shown of the slot, in one word.

    `left` is None where nothing is booked. The words are those of a state (`waitlist`, `full`, `soon`, `closed`, `past`,
    `cancelled`), and `open`, `few`, `too_few` (places, but not for a whole class), `live` (on now), `free` (no booking
    needed), `onsite` (booking has closed, the door is open).
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
