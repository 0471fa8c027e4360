"""The booking rules told once more in plain Python, with nothing of the portal in it, for the machine to compare with."""

import copy
import datetime as dt
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
TAKES_PLACES = {"held", "pending", "confirmed"}
LIVE = TAKES_PLACES | {"waitlisted"}
MAX_PEOPLE, MAX_UNDER_14 = 5, 3
MIN_PUPILS, MAX_PUPILS, PUPILS_PER_ADULT = 2, 9, 3
WALK_IN_PERCENT = 20
DECIDE_WITHIN = dt.timedelta(hours=48)
HOLD = dt.timedelta(minutes=10)
LAST_HOUR = dt.timedelta(minutes=60)


class Refused(Exception):
    pass


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

    def takes(self, for_class):
        return self.mode in ("both", "class" if for_class else "individual")

    def promotes(self, now, for_class):
        return not self.cancelled and not self.is_last_hour(now) and not (for_class and now >= self.closes(True))

    def overlaps(self, other):
        return self.starts < other.ends and other.starts < self.ends

    def pending_until(self, now):
        last = next((moment for moment in (self.decide_by, self.starts) if moment > now), self.ends)
        return min(now + DECIDE_WITHIN, last)


@dataclass(frozen=True, kw_only=True)
class ReferenceParty:
    """Who wants to come."""

    for_class: bool = False
    people: int
    phone: str
    name: str = "Alice"
    class_name: str = ""
    under_14: int = 0
    pupils: int = 0
    adults: int = 0
    accept_fewer: int | None = None
    may_split: bool = False


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
    key: tuple | None = None
    is_named: bool = True
    told: list = field(default_factory=list)
    story: list = field(default_factory=list)

    @property
    def takes_places(self):
        return self.state in TAKES_PLACES

    def is_expired(self, now):
        return self.state in ("held", "pending") and self.expires <= now


@dataclass
class ReferenceModel:
    now: dt.datetime
    rooms: dict
    entries: list = field(default_factory=list)
    submissions: dict = field(default_factory=dict)

    def attempt(self, name, **said):
        """The world after a deed, and what the deed gave; raises `Refused`, and then this world stands as it was."""
        after = copy.deepcopy(self)
        return after, getattr(after, name)(**said)

    # What is so

    def of(self, room):
        return [entry for entry in self.entries if entry.room == room.number]

    def taken(self, room):
        return sum(entry.ask.people for entry in self.of(room) if entry.takes_places)

    def free(self, room):
        return room.bookable - self.taken(room)

    def left(self, room):
        return self.free(room) + sum(e.ask.people for e in self.of(room) if e.is_expired(self.now))

    def line(self, rooms):
        numbers = {room.number for room in rooms}
        waiting = [e for e in self.entries if e.state == "waitlisted" and e.room in numbers]
        return sorted(waiting, key=lambda e: (e.queued, e.number))

    def is_waited_for(self, room):
        """Whether somebody in line who can still move up would fit in what is left."""
        movable = [e.ask for e in self.line([room]) if not e.ask.for_class or self.now < room.closes(True)]
        return any(min(ask.people, ask.accept_fewer or ask.people) <= self.left(room) for ask in movable)

    def availability(self, room):
        """`left`, `waiting` and `state`, as visitors read them."""
        left, line = self.left(room), self.line([room])
        if room.cancelled:
            state = "cancelled"
        elif self.now >= room.ends:
            state = "past"
        elif self.now < room.opens:
            state = "soon"
        elif self.now >= min(room.closes(room.mode == "class"), room.ends) or (line and room.is_last_hour(self.now)):
            state = "closed"
        elif left <= 0 or self.is_waited_for(room):
            state = "full" if room.is_last_hour(self.now) else "waitlist"
        else:
            state = "open"
        return max(left, 0), len(line), state

    def together(self, *numbers):
        """The slots and, of sessions for classes, their siblings too; in order of time."""
        sessions = {self.rooms[n].session for n in numbers if self.rooms[n].mode != "individual"}
        found = [room for room in self.rooms.values() if room.number in numbers or room.session in sessions]
        return sorted(found, key=lambda room: (room.starts, room.number))

    # What happens by itself

    def pass_time(self, by):
        self.now += by

    def settle(self, *numbers):
        rooms = self.together(*numbers)
        for entry in self.entries:
            if self.rooms[entry.room] in rooms and entry.is_expired(self.now):
                self.end(entry, "lapsed", None if entry.state == "held" else "lapsed")
        self.fill(rooms)

    def settle_due(self):
        for number in sorted(self.rooms):
            self.settle(number)

    def fill(self, rooms):
        for entry in self.line(rooms):
            room = self.rooms[entry.room]
            if room.promotes(self.now, entry.ask.for_class) and (parts := self.place(entry.ask, room, rooms)):
                self.give(entry, parts, "promoted")

    def place(self, ask, room, rooms):
        """[(room, ask)…] of a party that can be placed: whole, in two times, or fewer of it."""
        free = self.free(room)
        if ask.people <= free:
            return [(room, ask)]
        if ask.may_split:
            others = [o for o in rooms if o.session == room.session and o is not room and o.promotes(self.now, True)]
            for other in others:
                if ways := self.ways_to_split(ask, free, self.free(other)):
                    adults, pupils = max(ways, key=lambda way: (sum(way), way[0]))
                    rest = ask.pupils - pupils, ask.adults - adults
                    return [(room, split_ask(ask, pupils, adults)), (other, split_ask(ask, *rest))]
        if ask.accept_fewer is not None and ask.accept_fewer <= free and free - ask.adults >= MIN_PUPILS:
            return [(room, split_ask(ask, free - ask.adults, ask.adults))]
        return []

    def ways_to_split(self, ask, here, there):
        """(adults, pupils) in the own slot, with enough adults and places in both."""
        return [
            (adults, pupils)
            for adults in range(1, ask.adults)
            for pupils in range(1, ask.pupils)
            if pupils <= adults * PUPILS_PER_ADULT
            and ask.pupils - pupils <= (ask.adults - adults) * PUPILS_PER_ADULT
            and pupils + adults <= here
            and ask.people - pupils - adults <= there
        ]

    def give(self, entry, parts, told):
        """Places to one that has none yet: by promotion, or at once when it is new."""
        (room, ask), *rest = parts
        before, entry.ask = entry.state, ask
        entry.state = "pending" if ask.for_class else "confirmed"
        entry.expires = room.pending_until(self.now) if ask.for_class else None
        entry.queued = None
        self.note(entry, before, told)
        for other, ask in rest:
            half = self.add(other, ask)
            half.state, half.expires = "pending", other.pending_until(self.now)
            self.note(half, "", told)

    # What people do

    def book(self, *, room, ask, submission=None, wait=False, override=False):
        key = (room, ask)
        same = self.same(submission, key)
        if same and (submission in self.submissions or not same.is_expired(self.now)):
            return same
        self.settle(room, *([same.room] if same else []))
        room = self.rooms[room]
        self.check_windows(room, ask, override)
        self.check_size(ask, override)
        self.check_accept_fewer(ask, override)
        self.check_one_place(room, ask)
        parts = self.find_places(ask, room, wait)
        entry = self.add(room, ask, key)
        if submission:
            self.submissions[submission] = entry.number
        if parts:
            self.give(entry, parts, "received" if ask.for_class else "confirmed")
        else:
            entry.state, entry.queued = "waitlisted", self.now
            self.note(entry, "", "waitlisted")
        return entry

    def same(self, submission, key):
        if submission in self.submissions:
            return self.entries[self.submissions[submission]]
        return next((e for e in self.entries if e.key == key and e.state in LIVE), None)

    def find_places(self, ask, room, wait):
        line, left = self.line([room]), self.left(room)
        is_late = room.is_last_hour(self.now)
        refuse_if(line and is_late, "walk-ins")
        if ask.people <= left:
            is_behind = self.is_waited_for(room)
            refuse_if(is_behind and is_late, "overtakes")
            return [] if is_behind else [(room, ask)]
        parts = self.place(ask, room, self.together(room.number))
        refuse_if(not parts and (is_late or (left > 0 and not wait)), "full")
        return parts

    def change_party(self, *, entry, people=0, under_14=0, pupils=0, adults=0, override=False, by_staff=False):
        entry = self.entries[entry]
        self.settle(entry.room)
        self.check_live(entry)
        ask = entry.ask
        if ask.for_class:
            settles_for = ask.accept_fewer
            if settles_for is not None:
                settles_for = max(settles_for, MIN_PUPILS + adults)
                settles_for = None if settles_for > pupils + adults else settles_for
            ask = replace(ask, people=pupils + adults, pupils=pupils, adults=adults, accept_fewer=settles_for)
        else:
            ask = replace(ask, people=people, under_14=under_14)
        if ask == entry.ask:
            return entry
        room, more = self.rooms[entry.room], ask.people - entry.ask.people
        refuse_if(room.cancelled or self.now >= room.ends, "over")
        refuse_if(self.now >= room.changes_until(ask.for_class) and not override, "too late")
        self.check_size(ask, override, asks_for_more=more > 0 and entry.takes_places)
        if more > 0 and entry.takes_places:
            line, left = self.line([room]), self.left(room)
            refuse_if(line and room.is_last_hour(self.now), "walk-ins")
            refuse_if(more > left, "full")
            refuse_if(self.is_waited_for(room), "overtakes")
        before, entry.ask = entry.state, ask
        if more > 0 and entry.state == "waitlisted":
            entry.queued = self.now
        if more > 0:
            self.ask_again(entry, room, by_staff)
        self.note(entry, before, "changed_by_staff" if by_staff else "changed_by_booker")
        self.settle(room.number)
        return entry

    def move(self, *, entry, room, override=False, by_staff=False):
        entry, new = self.entries[entry], self.rooms[room]
        self.settle(entry.room, room)
        self.check_live(entry)
        old = self.rooms[entry.room]
        if old is new:
            return entry
        refuse_if(not by_staff and old.session != new.session, "session")
        refuse_if(self.now >= old.changes_until(entry.ask.for_class) and not override, "too late")
        self.check_windows(new, entry.ask, override)
        if old.session != new.session:
            self.check_size(entry.ask, override)
        self.check_one_place(new, entry.ask, but=entry)
        line, left = self.line([new]), self.left(new)
        refuse_if(line and new.is_last_hour(self.now), "walk-ins")
        refuse_if(entry.ask.people > left, "full")
        refuse_if(self.is_waited_for(new), "overtakes")
        before, entry.room, entry.queued = entry.state, new.number, None
        if before == "waitlisted":
            entry.state = "pending" if entry.ask.for_class else "confirmed"
        else:
            self.ask_again(entry, new, by_staff)
        if entry.state == "pending":
            entry.expires = new.pending_until(self.now)
        self.note(entry, before, "changed_by_staff" if by_staff else "changed_by_booker")
        self.settle(old.number, new.number)
        return entry

    def change_phone(self, *, entry, phone):
        entry = self.entries[entry]
        self.settle(entry.room)
        self.check_live(entry)
        room = self.rooms[entry.room]
        refuse_if(room.cancelled or self.now >= room.ends, "over")
        if phone == entry.ask.phone:
            return entry
        ask = replace(entry.ask, phone=phone)
        self.check_one_place(room, ask, but=entry)
        entry.ask = ask
        self.note(entry, entry.state, None)
        return entry

    def cancel(self, *, entry, by_staff=False):
        entry = self.entries[entry]
        self.settle(entry.room)
        if entry.state == "cancelled":
            return entry
        refuse_if(entry.state not in LIVE, "over")
        refuse_if(not by_staff and self.now >= self.rooms[entry.room].starts, "begun")
        self.end(entry, "cancelled", "cancelled" if entry.is_named else None)
        self.settle(entry.room)
        return entry

    def approve(self, *, entry):
        entry = self.pending(entry)
        entry.state, entry.expires = "confirmed", None
        self.note(entry, "pending", "confirmed")
        return entry

    def reject(self, *, entry):
        entry = self.pending(entry)
        self.end(entry, "rejected", "rejected")
        self.settle(entry.room)
        return entry

    def pending(self, entry):
        entry = self.entries[entry]
        self.settle(entry.room)
        refuse_if(entry.state != "pending", "not pending")
        return entry

    def hold_plan(self, *, rooms, pupils, adults):
        self.settle(*rooms)
        chosen = sorted({*rooms}, key=lambda number: self.rooms[number].starts)
        chosen = [self.rooms[number] for number in chosen]
        refuse_if(len({room.starts.astimezone(SHANGHAI).date() for room in chosen}) > 1, "one day")
        refuse_if(any(a.overlaps(b) for a in chosen for b in chosen if a is not b), "clash")
        plan, held = len(self.entries), []
        for room in chosen:
            ask = ReferenceParty(for_class=True, people=pupils + adults, pupils=pupils, adults=adults, phone="", name="")
            self.check_windows(room, ask, False)
            self.check_size(ask, False)
            line, left = self.line([room]), self.left(room)
            refuse_if(line and room.is_last_hour(self.now), "walk-ins")
            refuse_if(ask.people > left, "full")
            refuse_if(self.is_waited_for(room), "overtakes")
            entry = self.add(room, ask)
            entry.state, entry.expires, entry.plan, entry.is_named = "held", self.now + HOLD, plan, False
            self.note(entry, "", None)
            held.append(entry)
        return held

    def book_plan(self, *, plan, phone):
        entries = self.of_plan(plan)
        self.settle(*{entry.room for entry in entries})
        if all(entry.is_named for entry in entries):
            return entries
        refuse_if(any(entry.state != "held" for entry in entries), "over")
        for entry in entries:
            entry.ask, entry.is_named = replace(entry.ask, phone=phone, name="Teacher"), True
            entry.state, entry.expires = "pending", self.rooms[entry.room].pending_until(self.now)
            self.note(entry, "held", "received")
        return entries

    def drop_plan(self, *, plan):
        rooms = {entry.room for entry in self.of_plan(plan) if entry.state == "held"}
        self.settle(*rooms)
        for entry in self.of_plan(plan):
            if entry.state == "held":
                self.end(entry, "cancelled", None)
        self.settle(*rooms)

    def of_plan(self, plan):
        entries = [entry for entry in self.entries if entry.plan == plan]
        return sorted(entries, key=lambda entry: (self.rooms[entry.room].starts, entry.number))

    def reschedule(self, *, room, starts=None, ends=None, capacity=None, cancelled=None):
        room = self.rooms[room]
        self.settle(room.number)
        live = sorted((e for e in self.of(room) if e.state in LIVE), key=lambda e: (e.created, e.number))
        new_times = starts or room.starts, ends or room.ends
        is_moved = new_times != (room.starts, room.ends)
        room.starts, room.ends = new_times
        room.capacity = room.capacity if capacity is None else capacity
        room.cancelled = room.cancelled if cancelled is None else cancelled
        if not room.cancelled:
            self.make_room(room, live)
        for entry in live:
            if entry.state not in LIVE:
                continue
            if room.cancelled:
                self.end(entry, "cancelled", "cancelled" if entry.state != "held" else None)
            elif is_moved and self.busy(room, entry.ask, but=entry):
                self.end(entry, "cancelled", "cancelled")
            elif is_moved:
                if entry.state == "pending":
                    entry.expires = min(entry.expires, room.pending_until(self.now))
                self.note(entry, entry.state, "changed_by_staff" if entry.state != "held" else None)
        self.fill(self.together(room.number))

    def make_room(self, room, live):
        """The last to book go back to the line, in the place their age gives them."""
        taking = [entry for entry in live if entry.takes_places]
        while taking and self.free(room) < 0:
            entry = taking.pop()
            if entry.state == "held":
                self.end(entry, "lapsed", None)
            else:
                before, entry.state, entry.queued, entry.expires = entry.state, "waitlisted", entry.created, None
                self.note(entry, before, "changed_by_staff")

    # What is asked of everybody

    def check_windows(self, room, ask, override):
        refuse_if(not room.takes(ask.for_class), "kind")
        refuse_if(room.cancelled or self.now >= room.ends, "over")
        refuse_if(not override and self.now < room.opens, "not open")
        refuse_if(not override and self.now >= min(room.closes(ask.for_class), room.ends), "closed")

    def check_size(self, ask, override, asks_for_more=True):
        if ask.for_class:
            least = MIN_PUPILS if asks_for_more else 1
            refuse_if(not override and not least <= ask.pupils <= MAX_PUPILS, "size")
            refuse_if(ask.adults < max(-(-ask.pupils // PUPILS_PER_ADULT), 1), "adults")
        else:
            refuse_if(not override and not 1 <= ask.people <= MAX_PEOPLE, "size")
            refuse_if(ask.under_14 > MAX_UNDER_14 or ask.under_14 >= ask.people, "under 14")

    def check_accept_fewer(self, ask, override):
        if ask.accept_fewer is not None and not override:
            refuse_if(not MIN_PUPILS + ask.adults <= ask.accept_fewer <= ask.people, "accept fewer")

    def check_one_place(self, room, ask, but=None):
        refuse_if(self.busy(room, ask, but), "one place at a time")

    def busy(self, room, ask, but=None):
        if ask.for_class:
            return False
        mine = [e for e in self.entries if not e.ask.for_class and e.ask.phone == ask.phone and e.state in LIVE]
        there = [self.rooms[e.room] for e in mine if e is not but]
        return any(other.ends > self.now and other.overlaps(room) for other in there)

    def check_live(self, entry):
        refuse_if(entry.state not in LIVE or entry.state == "held", "over")

    # What is written

    def add(self, room, ask, key=None):
        entry = ReferenceBooking(number=len(self.entries), room=room.number, ask=ask, state="", created=self.now, key=key)
        self.entries.append(entry)
        return entry

    def ask_again(self, entry, room, by_staff):
        if entry.ask.for_class and entry.state == "confirmed" and not by_staff:
            entry.state, entry.expires = "pending", room.pending_until(self.now)

    def end(self, entry, state, told):
        before, entry.state, entry.expires = entry.state, state, None
        self.note(entry, before, told)

    def note(self, entry, before, told):
        entry.story.append((before, entry.state))
        if told:
            entry.told.append((len(entry.story), told))


def split_ask(ask, pupils, adults):
    return replace(ask, people=pupils + adults, pupils=pupils, adults=adults)
