"""What the pages of the door show of a slot and of an outcome."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from events.checkin import outcome_words
from events.checkin.deeds import Outcome, new_nonce
from events.checkin.device_list import slots_of_same_weeks
from events.checkin.slot_states import build_door_slot
from events.models import Arrival, Booking, Result, TimeSlot

Verdict = Arrival.Verdict
GOOD, DOUBLE, BAD = "", "dup", "bad"


class ShownSlot:
    """A slot read by `queries.own_slots` with its numbers now; whatever else is asked of it is asked of the slot."""

    def __init__(self, slot: TimeSlot, now: dt.datetime):
        self.slot, self.now = slot, now

    def __getattr__(self, name: str):
        return getattr(self.slot, name)

    @cached_property
    def walk_in_places(self) -> int | None:
        """Return how many more may walk in now: nobody once it is over."""
        if self.now >= self.slot.ends_at:
            return 0
        return build_door_slot(self.slot, arrived=self.slot.arrived, expected=self.slot.to_come).count_walk_in_places(self.now)

    @property
    def places_are_free(self) -> bool:
        """Whether the places of those who have not come are no longer kept."""
        return self.now >= self.slot.places_kept_until

    @property
    def alone(self) -> tuple["ShownSlot"]:
        return (self,)

    @property
    def still_to_come(self) -> list[Booking]:
        return [booking for booking in self.slot.guests if not booking.is_checked_in]

    @property
    def came(self) -> list[Booking]:
        return [booking for booking in self.slot.guests if booking.is_checked_in]


@dataclass(frozen=True)
class ShownOutcome:
    """An outcome with its words, its colour, and what can be done about it."""

    outcome: Outcome

    def __post_init__(self):
        object.__setattr__(self, "nonce", new_nonce())

    @cached_property
    def words(self) -> outcome_words.Words:
        return outcome_words.describe_outcome(self.outcome)

    @cached_property
    def warnings(self) -> list[outcome_words.Words]:
        return outcome_words.describe_warnings(self.outcome)

    @property
    def look(self) -> str:
        if self.outcome.verdict in (Verdict.ADMITTED, Verdict.CORRECTED):
            return DOUBLE if self.outcome.has_conflict else GOOD
        return DOUBLE if self.outcome.verdict in (Verdict.DUPLICATE, Verdict.UNDONE) else BAD

    @property
    def symbol(self) -> str:
        return {GOOD: "check-circle", DOUBLE: "alert", BAD: "cross-circle"}[self.look]

    @property
    def is_in(self) -> bool:
        """Whether the party is in now, so that it can be corrected or undone."""
        if self.outcome.booking:
            return self.outcome.check_in is not None
        return self.outcome.verdict in (Verdict.ADMITTED, Verdict.CORRECTED)

    @property
    def target_id(self) -> int:
        """Return the row that a correction is about: the one that let them in."""
        return self.outcome.arrival.about_id or self.outcome.arrival.pk

    @property
    def counts_class(self) -> bool:
        return bool(self.outcome.booking and self.outcome.booking.is_for_class)

    @property
    def may_walk_in(self) -> bool:
        """Whether people whose ticket does not count here might be let in as walk-ins."""
        return self.outcome.verdict == Verdict.REFUSED and self.outcome.result not in (
            *(Result.TOO_EARLY, Result.NO_PLACES, Result.TOO_LATE),
        )


def list_own_slots_of_weeks(user, now: dt.datetime) -> list[int]:
    return list(slots_of_same_weeks(user, now).values_list("pk", flat=True))
