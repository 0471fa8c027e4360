"""The week's slots as the home page speaks of them: each with its live places, and one for each session."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from events.bookings.places import SlotPlaces, list_slot_places, published_slots
from events.models import ActivityWeek, EventSession, TimeSlot

ENTERABLE_STATES = ("open", "few", "free", "onsite", "soon")


@dataclass(frozen=True)
class HomeRow:
    place: SlotPlaces

    @property
    def slot(self) -> TimeSlot:
        return self.place.slot

    @property
    def session(self) -> EventSession:
        return self.place.slot.session

    @property
    def state(self) -> str:
        return self.place.look

    @property
    def drawing(self) -> str:
        """That of its trades; blank where they have none, or several that would say different things."""
        drawings = {trade.drawing for trade in self.session.trades.all()} - {""}
        return drawings.pop() if len(drawings) == 1 else ""

    @property
    def is_bookable(self) -> bool:
        return self.place.is_bookable

    @property
    def is_enterable(self) -> bool:
        """Somebody can still get in: by booking, without it, or by asking at the door."""
        return self.state in ENTERABLE_STATES and not self.place.availability.too_few_for_class

    @property
    def door(self) -> str:
        """Who gets into a session that has begun: everybody, whoever finds room, or classes only."""
        if not self.session.takes_bookings:
            return "free"
        return "onsite" if self.session.takes_individuals else "class"


def load_home_rows(week: ActivityWeek, now: dt.datetime) -> list[HomeRow]:
    """Every published slot of the week in order of time."""
    slots = published_slots(now).filter(session__week=week)
    slots = slots.select_related("session__picture", "session__host_school__picture", "session__venue", "session__week")
    slots = slots.prefetch_related(None).prefetch_related("session__trades")
    return [HomeRow(place) for place in list_slot_places(slots, now)]


def best_row_per_session(rows: Iterable[HomeRow]) -> list[HomeRow]:
    """Of each session the earliest slot somebody can still get into, else its earliest; in order of time."""
    best: dict[int, HomeRow] = {}
    for row in rows:
        kept = best.get(row.session.pk)
        if kept is None or (row.is_enterable and not kept.is_enterable):
            best[row.session.pk] = row
    return sorted(best.values(), key=lambda row: row.slot.starts_at)


def sort_highlights_first(rows: Iterable[HomeRow]) -> list[HomeRow]:
    """What anybody may book before what is for classes, and of each the editors' highlights first."""
    return sorted(rows, key=lambda row: (row.session.is_for_classes, not row.session.is_highlight))
