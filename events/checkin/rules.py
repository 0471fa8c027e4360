"""What the door decides about a ticket. Pure: nothing is read, so that the same rules stand in the browser.

`docs/checkin.md` describes them for the browser's module; `tests/events/checkin/door_cases.json` drives both.
Each `check_…` raises `DoorRefusal` with its result. The lists say in which order people hear them.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from content.local_time import local_time
from events.models import Booking, Result

State = Booking.State


class DoorRefusal(Exception):
    """Why somebody is not let in by this code, here and now."""

    def __init__(self, result: Result):
        super().__init__(result)
        self.result = result


@dataclass(frozen=True, kw_only=True)
class DoorSlot:
    """A time slot as the door needs it. `expected` people have booked and are not in yet; no `capacity` is no limit."""

    pk: int
    day: dt.date
    admits_from: dt.datetime
    kept_until: dt.datetime
    ends_at: dt.datetime
    capacity: int | None
    arrived: int = 0
    expected: int = 0
    is_cancelled: bool = False

    def count_walk_in_places(self, at: dt.datetime) -> int | None:
        """Return the places for people without a booking: none is below zero, None is no limit."""
        if self.capacity is None:
            return None
        return max(self.capacity - self.arrived - (self.expected if at < self.kept_until else 0), 0)


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A booking as the door needs it. `asked_slot_id`: its booker asked for this slot instead, and nobody approved it."""

    state: str
    slot: DoorSlot
    people: int
    is_in: bool = False
    asked_slot_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Somebody at the door: `people` in number, at a desk for the slots `desk`. Without a ticket they are walk-ins.

    Walk-ins enter `slot`; who has a ticket enters the slot of the ticket.
    """

    at: dt.datetime
    desk: Sequence[int]
    people: int
    slot: DoorSlot
    ticket: Ticket | None = None

    @property
    def is_late(self) -> bool:
        """Whether the places of those who booked are no longer kept."""
        return self.at >= self.slot.kept_until


def check_not_in(entry: Entry):
    if entry.ticket.is_in:
        raise DoorRefusal(Result.ALREADY_IN)


def check_not_cancelled(entry: Entry):
    if entry.ticket.state == State.CANCELLED or entry.ticket.slot.is_cancelled:
        raise DoorRefusal(Result.CANCELLED)


def check_not_rejected(entry: Entry):
    if entry.ticket.state in (State.REJECTED, State.LAPSED):
        raise DoorRefusal(Result.REJECTED)


def check_not_waiting(entry: Entry):
    if entry.ticket.state == State.WAITLISTED:
        raise DoorRefusal(Result.WAITING)


def check_approved(entry: Entry):
    if entry.ticket.state != State.CONFIRMED:
        raise DoorRefusal(Result.PENDING)


def check_change_approved(entry: Entry):
    """The slot that was asked for is this desk's: say so, rather than that it is another session."""
    ticket = entry.ticket
    if ticket.asked_slot_id in entry.desk and ticket.slot.pk not in entry.desk:
        raise DoorRefusal(Result.CHANGE_NOT_APPROVED)


def check_day(entry: Entry):
    if entry.slot.day != local_time(entry.at).date():
        raise DoorRefusal(Result.OTHER_DAY)


def check_session(entry: Entry):
    if entry.slot.pk not in entry.desk:
        raise DoorRefusal(Result.OTHER_SESSION)


def check_slot_not_cancelled(entry: Entry):
    if entry.slot.is_cancelled:
        raise DoorRefusal(Result.CANCELLED)


def check_not_early(entry: Entry):
    if entry.at < entry.slot.admits_from:
        raise DoorRefusal(Result.TOO_EARLY)


def check_not_over(entry: Entry):
    if entry.at >= entry.slot.ends_at:
        raise DoorRefusal(Result.TOO_LATE)


def check_late_fit(entry: Entry):
    """Who comes late has no place kept: they are let in while they fit into the places for walk-ins."""
    if entry.is_late and not fits_walk_in_places(entry, entry.people):
        raise DoorRefusal(Result.TOO_LATE)


def check_more_fit(entry: Entry):
    """Those who are more than were booked need places for walk-ins."""
    if not entry.is_late and not fits_walk_in_places(entry, entry.people - entry.ticket.people):
        raise DoorRefusal(Result.NO_PLACES)


def check_walk_ins_fit(entry: Entry):
    if not fits_walk_in_places(entry, entry.people):
        raise DoorRefusal(Result.NO_PLACES)


def fits_walk_in_places(entry: Entry, people: int) -> bool:
    places = entry.slot.count_walk_in_places(entry.at)
    return people <= 0 or places is None or people <= places


TIME_RULES = (check_not_early, check_not_over)
TICKET_RULES = (
    check_not_in,
    check_not_cancelled,
    check_not_rejected,
    check_not_waiting,
    check_approved,
    check_change_approved,
    check_day,
    check_session,
    *TIME_RULES,
    check_late_fit,
    check_more_fit,
)
WALK_IN_RULES = (check_day, check_session, check_slot_not_cancelled, *TIME_RULES, check_walk_ins_fit)


def judge_entry(entry: Entry) -> Result:
    """Return `WELCOME`, or the result of the first rule that stands against it."""
    try:
        for check in TICKET_RULES if entry.ticket else WALK_IN_RULES:
            check(entry)
    except DoorRefusal as refusal:
        return refusal.result
    return Result.WELCOME
