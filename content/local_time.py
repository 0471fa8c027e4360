"""Days and moments in the portal's time zone."""

import datetime as dt
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext


@lru_cache(maxsize=32_768)  # a page asks for thousands, again and again the same
def local_time(moment: dt.datetime) -> dt.datetime:
    """Return an aware moment in the portal's time zone."""
    return timezone.localtime(moment)


def moment_of_day(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))


def day_bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the midnights that begin and end the day, the second one exclusive."""
    return moment_of_day(day, dt.time.min), moment_of_day(day + dt.timedelta(days=1), dt.time.min)


def format_date(day: dt.date | dt.datetime) -> str:
    """Return 2025年5月13日 or 13 May 2025, as staff read it; of a moment, its day in the portal's time zone."""
    return date_format(timezone.localtime(day) if isinstance(day, dt.datetime) else day, "DATE_FORMAT")


def format_moment(when: dt.datetime) -> str:
    """Return the local time as 2025年5月13日 周二 09:30 or Tue 13 May 2025 09:30, as staff read it."""
    return date_format(timezone.localtime(when), "DATETIME_FORMAT")


def format_span(start: dt.datetime, end: dt.datetime) -> str:
    """Return both as `format_moment` does, but the day only once: 2025年5月13日 周二 09:30–10:30."""
    return f"{format_moment(start)}–{timezone.localtime(end):%H:%M}"


def format_day_and_time(when: dt.datetime, now: dt.datetime) -> str:
    """Return the local time as 5月14日08:00 or 14 May 08:00, for a sentence; with the year where it is not that of `now`."""
    local = timezone.localtime(when)
    is_this_year = local.year == timezone.localtime(now).year
    pattern = pgettext("day of a sentence", "j F") if is_this_year else pgettext("day of a sentence, with its year", "j F Y")
    joined = pgettext("day and time of a sentence", "%(day)s %(time)s")
    return joined % {"day": date_format(local, pattern), "time": f"{local:%H:%M}"}
