"""Days and moments on the wall clocks of the portal's time zone."""

import datetime as dt

from django.utils import timezone


def moment_of_day(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))


def day_bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Its midnight and the next one: from, and up to but not with."""
    return moment_of_day(day, dt.time.min), moment_of_day(day + dt.timedelta(days=1), dt.time.min)


def format_moment(when: dt.datetime) -> str:
    """2025-05-13 09:30, as lists, histories and sentences of the back office write it."""
    return f"{timezone.localtime(when):%Y-%m-%d %H:%M}"
