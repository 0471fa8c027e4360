"""The week's slots as rows of the home page, each with its live places."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from events.bookings.places import SlotPlaces
from events.models import EventSession, TimeSlot
from events.programme.queries import WeekSlots, find_bookers, look_at_all_slots

ENTERABLE_STATES = ("open", "few", "free", "onsite", "soon")


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeRow:
    """One slot of the week on the home page, worked out once while its places look the same.

    `drawing` is its own or that of its trades; blank if they have none or several different ones. `is_enterable`: whether
    visitors can still get in: by booking, without it, or by asking at the door. `bookers`: the audiences to whom it is offered
    and who can book it now.
    """

    place: SlotPlaces
    slot: TimeSlot
    session: EventSession
    day: dt.date
    state: str
    drawing: str
    is_bookable: bool
    is_enterable: bool
    bookers: frozenset[str]

    @property
    def door(self) -> str:
        """Who gets into a session that has begun: "free" everybody, "onsite" as far as there is room, "class" only classes."""
        if not self.session.takes_bookings:
            return "free"
        return "onsite" if self.session.takes_individuals else "class"


def load_home_rows(programme: WeekSlots, now: dt.datetime) -> list[HomeRow]:
    """Return every published slot of the week in order of time."""
    known = look_at_all_slots(programme, now)
    if HomeRow not in known.derived:
        known.derived[HomeRow] = [place.rendered.get(HomeRow) or build_row(place) for place in known.places]
    return known.derived[HomeRow]


def build_row(place: SlotPlaces) -> HomeRow:
    session = place.slot.session
    drawings = session.list_drawings(session.trade_list)
    row = place.rendered[HomeRow] = HomeRow(
        place=place,
        slot=place.slot,
        session=session,
        day=place.slot.day,
        state=place.look,
        drawing=drawings[0] if len(drawings) == 1 else "",
        is_bookable=place.is_bookable,
        is_enterable=place.look in ENTERABLE_STATES,
        bookers=find_bookers(place),
    )
    return row


def best_row_per_session(rows: Iterable[HomeRow]) -> list[HomeRow]:
    """Return for each session its earliest enterable slot, else its earliest; in order of time."""
    best: dict[int, HomeRow] = {}
    for row in rows:
        other = best.get(row.slot.session_id)
        if other is None or (row.is_enterable and not other.is_enterable):
            best[row.slot.session_id] = row
    return sorted(best.values(), key=lambda row: row.slot.starts_at)


def sort_highlights_first(rows: Iterable[HomeRow]) -> list[HomeRow]:
    """Sort what anybody may book before what is for classes, and within each the editors' highlights first."""
    return sorted(rows, key=lambda row: (row.session.is_for_classes, not row.session.is_highlight))
