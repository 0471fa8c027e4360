"""Generate slots from days and times of day. Nothing here reads or writes the database."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from content.local_time import moment_of_day
from events.models import EventSession, TimeSlot

TIME_OF_DAY = r"(\d{1,2})\s*[:.]?\s*(\d{2})"
TIME_SPAN_LINE = re.compile(rf"{TIME_OF_DAY}\s*[-–—−~〜至到]+\s*{TIME_OF_DAY}")
COPIED_SLOT_FIELDS = ("capacity", "kept_back", "is_all_day")


class InvalidTimeSpan(ValueError):
    """A line that is not a time span within one day; `line` is its number, `text` its content."""

    def __init__(self, line: int, text: str):
        super().__init__(text)
        self.line, self.text = line, text


@dataclass(frozen=True, order=True)
class TimeSpan:
    """From a time of day to a later one."""

    start: dt.time
    end: dt.time

    def __post_init__(self):
        if self.end <= self.start:
            raise ValueError(f"{self.start}–{self.end}")


def parse_time_spans(text: str) -> list[TimeSpan]:
    """Parse lines such as 09:00–10:20, with any dashes and widths; raises `InvalidTimeSpan` for the first bad line."""
    return [parse_time_span(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def parse_time_span(number: int, line: str) -> TimeSpan:
    found = TIME_SPAN_LINE.fullmatch(unicodedata.normalize("NFKC", line))
    try:
        hours = [int(part) for part in found.groups()] if found else []
        return TimeSpan(dt.time(*hours[:2]), dt.time(*hours[2:]))
    except (TypeError, ValueError):
        raise InvalidTimeSpan(number, line) from None


def generate_time_spans(first: dt.time, *, length: int, pause: int, count: int) -> list[TimeSpan]:
    """Return `count` spans of `length` minutes with `pause` minutes between. Raises ValueError if one would pass midnight."""
    begin = first.hour * 60 + first.minute
    starts = [begin + number * (length + pause) for number in range(count)]
    return [TimeSpan(minutes_to_time(start), minutes_to_time(start + length)) for start in starts]


def minutes_to_time(minutes: int) -> dt.time:
    return dt.time(*divmod(minutes, 60))


def generate_slots(session: EventSession, days: Iterable[dt.date], times: Iterable[TimeSpan], **more) -> list[TimeSlot]:
    """Return unsaved slots for every time on every day, without duplicates, in order; `more` are fields of all of them."""
    spans = sorted({(day, span) for day in days for span in times})
    return [
        TimeSlot(session=session, starts_at=moment_of_day(day, span.start), ends_at=moment_of_day(day, span.end), **more)
        for day, span in spans
    ]


def repeat_slots_on_days(slots: Iterable[TimeSlot], session: EventSession, days: Iterable[dt.date]) -> list[TimeSlot]:
    """Return unsaved copies of the slots on each of the days, with the same places and new calendar UIDs."""
    slots = list(slots)
    return [
        TimeSlot(session=session, **slot_times_on_day(slot, day), **{name: getattr(slot, name) for name in COPIED_SLOT_FIELDS})
        for day in sorted(set(days))
        for slot in slots
    ]


def slot_times_on_day(slot: TimeSlot, day: dt.date) -> dict[str, dt.datetime]:
    by = day - slot.day
    return {"starts_at": shift_by_wall_clock(slot.starts_at, by), "ends_at": shift_by_wall_clock(slot.ends_at, by)}


def shift_by_wall_clock(at: dt.datetime, by: dt.timedelta) -> dt.datetime:
    """Shift the local time, so that 09:00 stays 09:00 whatever the UTC offset."""
    local = timezone.localtime(at)
    return timezone.make_aware(local.replace(tzinfo=None) + by)


def stays_on_same_day(slot: TimeSlot, by: dt.timedelta) -> bool:
    """Whether the shifted slot would still start and end on its day; it may end at midnight."""
    start, end = timezone.localtime(slot.starts_at + by), timezone.localtime(slot.ends_at + by)
    return start.date() == slot.day and (end - dt.timedelta(microseconds=1)).date() == slot.day
