"""The days of the next edition: the same days of the week, near the old dates."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

SATURDAY = 5
DAYS_OF_WEEK = 7


@dataclass(frozen=True)
class ShiftedDay:
    """A day of the old edition and the one that it becomes."""

    old: dt.date
    new: dt.date
    theme: str = ""
    slots: int = 0

    @property
    def is_other_weekday(self) -> bool:
        return self.old.weekday() != self.new.weekday()

    @property
    def is_weekend(self) -> bool:
        return self.new.weekday() >= SATURDAY


def suggest_first_day(old: dt.date, today: dt.date) -> dt.date:
    """Return the first day after today on the weekday of the old one that is nearest to its date in a later year."""
    year = max(old.year + 1, today.year)
    suggested = find_weekday_near(old, year)
    return suggested if suggested > today else find_weekday_near(old, year + 1)


def find_weekday_near(old: dt.date, year: int) -> dt.date:
    """Return the day on the same weekday that is at most three days from the old date in that year."""
    is_leap_day = (old.month, old.day) == (2, 29)
    same_date = dt.date(year, 2, 28) if is_leap_day else old.replace(year=year)
    by = (old.weekday() - same_date.weekday()) % DAYS_OF_WEEK
    return same_date + dt.timedelta(days=by if by <= DAYS_OF_WEEK // 2 else by - DAYS_OF_WEEK)


def shift_days(days: Sequence[dt.date], first: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Return each day with the one that it becomes when the first of them becomes `first`."""
    by = first - days[0]
    return [(day, day + by) for day in days]
