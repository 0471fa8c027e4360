"""The numbers of a slot while deeds are recorded: as they are now, and as they were at an earlier moment."""

import datetime as dt
from dataclasses import dataclass, field

from events.checkin import rules
from events.models import TimeSlot


@dataclass
class SlotState:
    """A slot read by `queries.own_slots` under its lock. `people_changed` and `walk_ins_changed` are to be written.

    `history` says by how many people each moment changed who is in, `admitted` when bookings came in and for how many they were.
    """

    slot: TimeSlot
    arrived: int
    expected: int
    over: int
    people_changed: int = 0
    walk_ins_changed: int = 0
    history: list[tuple[dt.datetime, int]] = field(default_factory=list)
    admitted: list[tuple[dt.datetime, int]] = field(default_factory=list)

    def build_door_slot(self, as_of: dt.datetime | None = None) -> rules.DoorSlot:
        """Return what the rules need; with `as_of` the numbers of that moment, as far as they are known by now."""
        arrived, expected = self.arrived, self.expected
        if as_of is not None:
            arrived -= sum(people for at, people in self.history if at > as_of)
            expected += sum(people for at, people in self.admitted if at > as_of)
        return build_door_slot(self.slot, arrived=arrived, expected=expected)

    def change_people(self, people: int, *, at: dt.datetime, is_walk_in: bool, may_exceed: bool):
        """Count people in or out. Only where `may_exceed` they may be more than the room holds."""
        self.arrived += people
        self.people_changed += people
        self.walk_ins_changed += people if is_walk_in else 0
        self.history.append((at, people))
        if self.slot.capacity is not None and (may_exceed or people < 0):
            self.over = max(self.arrived - self.slot.capacity, 0)


def build_door_slot(slot: TimeSlot, *, arrived: int, expected: int) -> rules.DoorSlot:
    return rules.DoorSlot(
        pk=slot.pk,
        day=slot.day,
        admits_from=slot.admits_from,
        kept_until=slot.places_kept_until,
        ends_at=slot.ends_at,
        capacity=slot.capacity,
        arrived=arrived,
        expected=expected,
        is_cancelled=slot.is_cancelled,
    )
