"""When things are on a rehearsal's day, counted from its moment: the portal's present one, rounded down to five minutes."""

import datetime as dt
from dataclasses import dataclass

from content.local_time import local_time

STEP = dt.timedelta(minutes=5)
EARLIEST, LATEST = dt.time(2, 30), dt.time(20, 25)  # so that all slots of the day are on it
DAYS_BEFORE = dt.timedelta(days=2)  # when most was booked: before the closing of classes and the deadlines of requests


class Session:
    """The sessions by the last part of their addresses; `MAIN` is the one whose door is rehearsed."""

    MAIN, ROOM, ELSEWHERE, OTHER_SCHOOL = "main", "small-room", "elsewhere", "other-school"


@dataclass(frozen=True)
class SlotTimes:
    """A slot: its session, from and until when in minutes from the rehearsal's moment, and how many people the room holds."""

    session: str
    starts: int
    ends: int
    capacity: int
    days: int = 0


SLOTS = {
    "over": SlotTimes(Session.MAIN, -120, -30, 30),
    "late": SlotTimes(Session.MAIN, -30, 60, 40),
    "running": SlotTimes(Session.MAIN, -5, 85, 200),
    "soon": SlotTimes(Session.MAIN, 10, 100, 80),
    "later": SlotTimes(Session.MAIN, 120, 210, 30),
    "other_day": SlotTimes(Session.MAIN, 0, 90, 120, days=2),
    "late_full": SlotTimes(Session.ROOM, -30, 60, 6),
    "full": SlotTimes(Session.ROOM, 10, 100, 5),
    "called_off": SlotTimes(Session.ROOM, 15, 105, 20),
    "elsewhere": SlotTimes(Session.ELSEWHERE, -5, 85, 20),
    "other_school": SlotTimes(Session.OTHER_SCHOOL, -5, 85, 20),
}


def find_moment(now: dt.datetime) -> dt.datetime:
    return now - (now - dt.datetime.min.replace(tzinfo=now.tzinfo)) % STEP


def fits_into_day(moment: dt.datetime) -> bool:
    return EARLIEST <= local_time(moment).time() <= LATEST


def find_span(times: SlotTimes, moment: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    start, end = (moment + dt.timedelta(days=times.days, minutes=minutes) for minutes in (times.starts, times.ends))
    return start, end
