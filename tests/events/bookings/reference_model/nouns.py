"""Slots, parties, bookings and requests for a change, as the rules speak of them."""

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
TAKES_PLACES = {"held", "pending", "confirmed"}
LIVE = TAKES_PLACES | {"waitlisted"}
MAX_PEOPLE, MAX_UNDER_14 = 5, 3
MIN_PUPILS, HALF_MIN_PUPILS, MAX_PUPILS, PUPILS_PER_ADULT = 3, 2, 9, 3
MOST_UNDECIDED = 3
WALK_IN_PERCENT = 20
DECIDE_WITHIN = dt.timedelta(hours=48)
HOLD = dt.timedelta(minutes=10)
LAST_HOUR = dt.timedelta(minutes=60)


class Refused(Exception):
    """Its text is the name of the refusal that a visitor reads."""


def refuse_if(is_refused, why):
    if is_refused:
        raise Refused(why)


def day_before(moment, hour, days=1):
    local = moment.astimezone(SHANGHAI) - dt.timedelta(days=days)
    return local.replace(hour=hour, minute=0)


@dataclass
class ReferenceSlot:
    """A slot."""

    number: int
    session: str
    mode: str
    starts: dt.datetime
    ends: dt.datetime
    capacity: int
    keeps_back: bool = False
    cancelled: bool = False

    @property
    def bookable(self):
        return self.capacity - (self.capacity * WALK_IN_PERCENT // 100 if self.keeps_back else 0)

    @property
    def day(self):
        return self.starts.astimezone(SHANGHAI).date()

    @property
    def opens(self):
        return day_before(self.starts, 8, days=7)

    def closes(self, for_class):
        return day_before(self.starts, 12) if for_class else self.starts - dt.timedelta(minutes=30)

    @property
    def decide_by(self):
        return day_before(self.starts, 17)

    def changes_until(self, for_class):
        return self.decide_by if for_class else self.starts - dt.timedelta(hours=2)

    def is_last_hour(self, now):
        return now >= self.starts - LAST_HOUR

    def promotes(self, now, for_class):
        return not self.cancelled and not self.is_last_hour(now) and not (for_class and now >= self.closes(True))

    def overlaps(self, other):
        return self is other or (self.starts < other.ends and other.starts < self.ends)

    def pending_until(self, now):
        last = next((moment for moment in (self.decide_by, self.starts) if moment > now), self.ends)
        return min(now + DECIDE_WITHIN, last)

    def request_pending_until(self, now, asked):
        """Until when somebody in this slot waits for an answer who asks for that one, which may be the same."""
        return min(now + DECIDE_WITHIN, self.decide_by, asked.decide_by, self.starts)


@dataclass(frozen=True, kw_only=True)
class ReferenceParty:
    """Who wants to come, as sent. `class_id` is the same for one class, however its name is written in `class_name`."""

    for_class: bool = False
    people: int
    phone: str
    name: str = "Alice"
    school: str = ""
    grade: int | None = None
    class_name: str = ""
    class_id: str = ""
    under_14: int = 0
    pupils: int = 0
    adults: int = 0
    accept_fewer: int | None = None
    may_split: bool = False


@dataclass
class ReferenceChange:
    """A request for a change of a confirmed class."""

    room: int
    ask: ReferenceParty
    places: int
    expires: dt.datetime
    state: str = "pending"


@dataclass
class ReferenceBooking:
    """A booking."""

    number: int
    room: int
    ask: ReferenceParty
    state: str
    created: dt.datetime
    queued: dt.datetime | None = None
    expires: dt.datetime | None = None
    plan: int | None = None
    split: int | None = None  # the number of the half that was there first
    is_named: bool = True
    sequence: int = 0
    told: list = field(default_factory=list)
    story: list = field(default_factory=list)
    changes: list = field(default_factory=list)

    @property
    def is_live(self):
        return self.state in LIVE

    @property
    def takes_places(self):
        return self.state in TAKES_PLACES

    @property
    def request(self):
        return next((change for change in self.changes if change.state == "pending"), None)

    def is_expired(self, now):
        return self.state in ("held", "pending") and self.expires <= now

    def is_half_of(self, other):
        return other is not None and other is not self and self.split is not None and self.split == other.split

    def is_made_together_with(self, other):
        return self.is_half_of(other) or (self.plan is not None and self.plan == other.plan)

    def note(self, before, told, change=""):
        self.story.append((before, self.state, change))
        if told:
            self.told.append((len(self.story), told))
