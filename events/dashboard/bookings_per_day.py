"""Bookings made on each of the last days, as bars."""

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
    """Bookings made on one day, the classes below; heights in percent of the tallest day."""

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
    """Of the days up to `last`, the ones without bookings too; what was cancelled since was booked all the same."""
    days = [last - dt.timedelta(days=number) for number in reversed(range(DAYS_DRAWN))]
    made = bookings.filter(created_at__gte=day_bounds(days[0])[0], created_at__lt=day_bounds(last)[1]).order_by()
    counts = Counter()
    for day, kind, count in made.values_list(TruncDate("created_at"), "kind").annotate(count=Count("pk")):
        counts[day, kind] = count
    both = [(day, counts[day, Booking.Kind.INDIVIDUAL], counts[day, Booking.Kind.CLASS]) for day in days]
    tallest = max(individuals + classes for _day, individuals, classes in both) or 1
    return [DayBar(day, individuals, classes, tallest) for day, individuals, classes in both]
