"""The rows of the page that decides on classes, by day and slot, and the links to its days."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from events.admin.bookings.decision_form import DecisionForm
from events.bookings.decision_cases import DecisionCase
from events.bookings.queries import Availability
from events.models import Booking

SOON = dt.timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """`overlaps` are other bookings of the class at that time; whoever reads the page may open those in `own_overlaps`."""

    case: DecisionCase
    places: Availability
    overlaps: Sequence[Booking]
    own_overlaps: set[int]
    form: DecisionForm
    now: dt.datetime

    @property
    def booking(self) -> Booking:
        return self.case.booking

    @property
    def is_urgent(self) -> bool:
        return self.case.expires_at - self.now < SOON

    @cached_property
    def field(self):
        return self.form[self.case.choice_name]

    @cached_property
    def usual(self):
        return self.form[self.case.name_field("usual")]

    @cached_property
    def own(self):
        return self.form[self.case.name_field("own")]

    @property
    def errors(self) -> list[str]:
        return [*self.field.errors, *self.usual.errors, *self.own.errors]


@dataclass(frozen=True)
class DayLink:
    """`day` is None for the link to all days."""

    day: dt.date | None
    count: int
    query: str
    is_current: bool


def sort_cases(cases: Sequence[DecisionCase]) -> list[DecisionCase]:
    """Sort by the slot that is decided on; within a slot the soonest deadline stays first."""
    return sorted(cases, key=lambda case: (case.slot.starts_at, case.slot.session.title, case.slot.pk))


def list_day_links(cases: Sequence[DecisionCase], day: dt.date | None, query: Mapping[str, str]) -> list[DayLink]:
    """Return a link for all and for each day on which a class waits; `query` is what the addresses say besides the day."""
    counted = Counter(case.slot.day for case in cases)
    days = [(None, len(cases)), *sorted(counted.items())]
    return [DayLink(each, count, urlencode(query | ({"day": each} if each else {})), each == day) for each, count in days]
