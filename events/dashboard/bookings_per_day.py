"""The chart of bookings made on each of the last days."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from content.local_time import day_bounds
from events.dashboard import links
from events.models import Booking

DAYS_DRAWN = 14


@dataclass(frozen=True)
class DayBar:
    """Bookings made on one day. Heights and tops are percent of the tallest day; classes are drawn at the bottom."""

    day: dt.date
    individuals: int
    classes: int
    tallest: int

    @property
    def total(self) -> int:
        return self.individuals + self.classes

    @property
    def height(self) -> float:
        return round(100 * self.total / self.tallest, 2)

    @property
    def class_height(self) -> float:
        return round(100 * self.classes / self.tallest, 2)

    @property
    def top(self) -> float:
        return round(100 - self.height, 2)

    @property
    def class_top(self) -> float:
        return round(100 - self.class_height, 2)

    @property
    def url(self) -> str:
        return links.bookings_made_on_url(self.day)


def bookings_per_day(bookings: QuerySet[Booking], last: dt.date) -> list[DayBar]:
    """Return a bar for each of the `DAYS_DRAWN` days up to `last`; counts bookings that were cancelled since."""
    days = [last - dt.timedelta(days=number) for number in reversed(range(DAYS_DRAWN))]
    made = bookings.filter(created_at__gte=day_bounds(days[0])[0], created_at__lt=day_bounds(last)[1]).order_by()
    counts = Counter()
    for day, kind, count in made.values_list(TruncDate("created_at"), "kind").annotate(count=Count("pk")):
        counts[day, kind] = count
    rows = [(day, counts[day, Booking.Kind.INDIVIDUAL], counts[day, Booking.Kind.CLASS]) for day in days]
    tallest = max(individuals + classes for _day, individuals, classes in rows) or 1
    return [DayBar(day, individuals, classes, tallest) for day, individuals, classes in rows]
