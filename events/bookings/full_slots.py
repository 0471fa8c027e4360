"""Slots that are full and whose line is closed, in this process's memory: refused without lock or transaction.

Nothing is ever taken from memory; only the refusal is. It costs the database nothing, so no limit counts it. A slot gets here
when the booking service refused somebody, and stays while one query a second for all of them says, by the same rules, that
it would refuse anybody. What is refused from memory would have been refused a second ago.

A request that made a booking before has to lead to its ticket (rule 3), so the same query reads the tokens of all requests
granted in the session; they and the state of the slot are of one moment. If a token is missing from them, its booking
was made after that moment, in a place that came free after it:

- by this process: it forgets the slot before it answers (`forget`);
- by another process, whose answer has arrived: the browser has a cookie for as long as the memory lasts, and whoever sends
  it goes the whole way;
- by another process, whose answer has not arrived: the two requests are at once, and the one that is refused came first.

Numbers that are booked at that time go the whole way too: what they hear comes before the places in `rules.RULES`.
"""

import datetime as dt
import threading
import time
from dataclasses import dataclass, field

from django.db.models import Aggregate, OuterRef, Q, Subquery, TextField

from content.database_threads import run_urgently
from events.bookings import errors, rules
from events.bookings.queries import build_attempt, with_places
from events.models import Booking, Submission, TimeSlot

SECONDS = 1.0  # how old what is known may be
COOKIE_OF_RECENT_BOOKING, COOKIE_SECONDS = "booked", 3
SECONDS_WATCHED = 10  # after the last request for it a slot is no longer looked at
MOST_WATCHED = 200
SEPARATOR = "\n"  # in no token, because a token is printable


@dataclass(frozen=True)
class FullSlot:
    """What is known of a slot. `reason` is the name of what it refuses everybody with, `attempt` of nobody in particular."""

    session_slug: str
    reason: str
    attempt: rules.Attempt
    tokens: frozenset[str]
    phones: frozenset[str]
    fitting_sizes: dict[tuple[int, int], bool] = field(default_factory=dict)

    def refuse(self) -> errors.BookingError:
        """Return the refusal, in the active language."""
        return rules.why_not(self.attempt)

    def refuses(self, *, token: str, phone: str, people: int, under_14: int) -> bool:
        """Whether an individual booking would be refused with `refuse`, and with nothing else."""
        return token not in self.tokens and phone not in self.phones and self.fits(people, under_14)

    def fits(self, people: int, under_14: int) -> bool:
        size = people, under_14
        if size not in self.fitting_sizes:
            party = rules.Party(people=people, under_14=under_14)
            self.fitting_sizes[size] = not rules.list_size_errors(self.attempt.slot.session, party, self.attempt.now)
        return self.fitting_sizes[size]


class FullSlots:
    """The memory of one process."""

    def __init__(self):
        self.lock = threading.Lock()
        self.clear()

    def clear(self):
        self.asked_at: dict[int, float] = {}  # by slot, those that are watched
        self.known: dict[int, FullSlot] = {}
        self.read_at, self.forgotten = float("-inf"), 0

    def watch(self, slot_id: int, refusal: errors.BookingError):
        """Look at the slot from now on, if that is what it was refused with by the booking service."""
        if closes_the_line(refusal) and len(self.asked_at) < MOST_WATCHED:
            self.asked_at[slot_id] = time.monotonic()

    def forget(self, slot_id: int):
        """Forget a slot in which this process has just booked."""
        self.forgotten += 1
        self.asked_at.pop(slot_id, None)
        self.known.pop(slot_id, None)

    def find(self, slot_id: int, now: dt.datetime) -> FullSlot | None:
        """Return the slot as it was at most `SECONDS` ago, if it was full with its line closed."""
        if slot_id not in self.asked_at:
            return None
        self.asked_at[slot_id] = time.monotonic()
        if time.monotonic() - self.read_at >= SECONDS:
            run_urgently(self.refresh, now)
        return self.known.get(slot_id)

    def refresh(self, now: dt.datetime):
        with self.lock:  # only one thread asks; the others wait for its answer
            if time.monotonic() - self.read_at >= SECONDS:
                self.learn(now)

    def learn(self, now: dt.datetime):
        forgotten, read_at = self.forgotten, time.monotonic()
        watched = [pk for pk, asked_at in list(self.asked_at.items()) if read_at - asked_at < SECONDS_WATCHED]
        found = read_full_slots(watched, now)
        for pk in [pk for pk in list(self.asked_at) if pk not in found]:
            self.asked_at.pop(pk, None)
        # What was booked by this process meanwhile may be missing in what was read.
        self.known = found if self.forgotten == forgotten else {}
        self.read_at = read_at


def closes_the_line(refusal: errors.BookingError | None) -> bool:
    """Whether a slot that refuses with this has no place for anybody, not even in its line."""
    is_full = isinstance(refusal, errors.SlotFull) and not refusal.may_wait
    return is_full or isinstance(refusal, errors.KeptForWalkIns)


class JoinedTexts(Aggregate):
    """All values of a group in one text."""

    function, name = "GROUP_CONCAT", "JoinedTexts"
    template = f"%(function)s(%(expressions)s, '{SEPARATOR}')"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)


def read_full_slots(slot_ids: list[int], now: dt.datetime) -> dict[int, FullSlot]:
    """Return those of the slots that are full with their line closed, in one query, so all of one moment."""
    granted = Submission.objects.filter(booking__slot__session=OuterRef("session")).order_by()
    granted = granted.values("booking__slot__session").annotate(all=JoinedTexts("token")).values("all")
    at_that_time = Q(slot__starts_at__lt=OuterRef("ends_at"), slot__ends_at__gt=OuterRef("starts_at"))
    booked = Booking.objects.live().filter(at_that_time, kind=Booking.Kind.INDIVIDUAL).order_by()
    booked = booked.values("kind").annotate(all=JoinedTexts("phone")).values("all")
    slots = with_places(TimeSlot.objects.filter(pk__in=slot_ids), now).annotate(tokens=Subquery(granted), phones=Subquery(booked))
    known = [recognise_full_slot(slot, now) for slot in slots if slot.session.takes_individuals]
    return {full.attempt.slot.pk: full for full in known if full}


def recognise_full_slot(slot: TimeSlot, now: dt.datetime) -> FullSlot | None:
    attempt = build_attempt(slot, now)
    refusal = rules.why_not(attempt)
    if not closes_the_line(refusal):
        return None
    return FullSlot(slot.session.slug, type(refusal).__name__, attempt, split_texts(slot.tokens), split_texts(slot.phones))


def split_texts(joined: str | None) -> frozenset[str]:
    return frozenset(joined.split(SEPARATOR)) if joined else frozenset()


full_slots = FullSlots()
