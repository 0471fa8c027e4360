"""Days and moments in the portal's time zone."""

import datetime as dt
from functools import lru_cache

from django.utils import timezone


@lru_cache(maxsize=32_768)  # a page asks for thousands, again and again the same
def local_time(moment: dt.datetime) -> dt.datetime:
    """Return an aware moment in the portal's time zone."""
    return timezone.localtime(moment)


def moment_of_day(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))


def day_bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the midnights that begin and end the day, the second one exclusive."""
    return moment_of_day(day, dt.time.min), moment_of_day(day + dt.timedelta(days=1), dt.time.min)


def format_moment(when: dt.datetime) -> str:
    """Return the local time as 2025-05-13 09:30, the format of the back office."""
    return f"{timezone.localtime(when):%Y-%m-%d %H:%M}"
