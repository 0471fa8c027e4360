"""A pattern of days and times of day becomes slots to make. Nothing here reads or writes the database."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from content.local_time import moment_of_day
from events.models import EventSession, TimeSlot

CLOCK = r"(\d{1,2})\s*[:.]?\s*(\d{2})"
LINE = re.compile(rf"{CLOCK}\s*[-–—−~〜至到]+\s*{CLOCK}")
COPIED = ("capacity", "kept_back", "is_all_day")


class NotTimes(ValueError):
    """A line that is no span of one day; `line` is its number, `text` what it says."""

    def __init__(self, line: int, text: str):
        super().__init__(text)
        self.line, self.text = line, text


@dataclass(frozen=True, order=True)
class Times:
    """From a time of day to a later one."""

    start: dt.time
    end: dt.time

    def __post_init__(self):
        if self.end <= self.start:
            raise ValueError(f"{self.start}–{self.end}")


def read_times(text: str) -> list[Times]:
    """Lines such as 09:00–10:20, in whatever dashes and widths; raises `NotTimes` for the first that is none."""
    return [times_of(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def times_of(number: int, line: str) -> Times:
    found = LINE.fullmatch(unicodedata.normalize("NFKC", line))
    try:
        hours = [int(part) for part in found.groups()] if found else []
        return Times(dt.time(*hours[:2]), dt.time(*hours[2:]))
    except (TypeError, ValueError):
        raise NotTimes(number, line) from None


def series(first: dt.time, *, length: int, pause: int, count: int) -> list[Times]:
    """So many, each `length` minutes long with `pause` minutes between; ValueError if one would pass midnight."""
    begin = first.hour * 60 + first.minute
    starts = [begin + number * (length + pause) for number in range(count)]
    return [Times(time_at(start), time_at(start + length)) for start in starts]


def time_at(minutes: int) -> dt.time:
    return dt.time(*divmod(minutes, 60))


def pattern(session: EventSession, days: Iterable[dt.date], times: Iterable[Times], **more) -> list[TimeSlot]:
    """Every time on every day, each once, in order; `more` are fields of all of them. Not saved."""
    wanted = sorted({(day, span) for day in days for span in times})
    return [
        TimeSlot(session=session, starts_at=moment_of_day(day, span.start), ends_at=moment_of_day(day, span.end), **more)
        for day, span in wanted
    ]


def on_days(slots: Iterable[TimeSlot], session: EventSession, days: Iterable[dt.date]) -> list[TimeSlot]:
    """The slots of one day again on each of the days, with as many places. Not saved; calendars see new entries."""
    slots = list(slots)
    return [
        TimeSlot(session=session, **again(slot, day), **{name: getattr(slot, name) for name in COPIED})
        for day in sorted(set(days))
        for slot in slots
    ]


def again(slot: TimeSlot, day: dt.date) -> dict[str, dt.datetime]:
    by = day - slot.day
    return {"starts_at": moved(slot.starts_at, by), "ends_at": moved(slot.ends_at, by)}


def moved(at: dt.datetime, by: dt.timedelta) -> dt.datetime:
    """By the wall clock, so that 09:00 stays 09:00."""
    local = timezone.localtime(at)
    return timezone.make_aware(local.replace(tzinfo=None) + by)


def stays_on_its_day(slot: TimeSlot, by: dt.timedelta) -> bool:
    """Whether it would still begin and end on the day it is on; the end may touch midnight."""
    start, end = timezone.localtime(slot.starts_at + by), timezone.localtime(slot.ends_at + by)
    return start.date() == slot.day and (end - dt.timedelta(microseconds=1)).date() == slot.day
