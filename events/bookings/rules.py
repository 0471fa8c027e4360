"""When a party may book a slot. The one list `RULES` decides both whether a button is shown and whether a booking is taken."""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events import time_spans
from events.bookings import errors
from events.bookings.look import PartyPlaces
from events.models import ActivityWeek, Booking, EventSession, TimeSlot

WALK_INS_ONLY_BEFORE_START = dt.timedelta(minutes=60)  # from then on places that come free go to walk-ins


@dataclass(frozen=True, kw_only=True)
class Party:
    """The people who want to come. `people` counts everyone, under-14s, pupils and adults included.

    `accept_fewer` is the fewest places, adults included, that a class accepts instead of all it asks for.
    """

    kind: str = Booking.Kind.INDIVIDUAL
    people: int
    phone: str = ""
    under_14: int = 0
    pupils: int = 0
    adults: int = 0
    accept_fewer: int | None = None
    may_split: bool = False


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """Everything a decision needs, read once. Without a `party` the question is whether anybody at all may book, or any class.

    `left` are the free bookable places, `held` those the party already has in the slot when it changes its booking, and
    `booked_size` is the size of that booking, whether it has places or waits: its pupils, or its people.
    `least_waiting` is the fewest places that somebody waiting who can still move up would accept; `is_waited_for` says
    whether anybody is waiting at all. `phone_slots` and `class_slots` are where its number or class is booked otherwise;
    `undecided_classes` counts the other class bookings of its number that nobody has approved. A half of a class that was
    split knows the other, if that is live.
    """

    slot: TimeSlot
    now: dt.datetime
    left: int
    held: int = 0
    booked_size: int = 0
    least_waiting: int | None = None
    is_waited_for: bool = False
    party: Party | None = None
    for_any_class: bool = False
    phone_slots: Sequence[TimeSlot] = ()
    class_slots: Sequence[TimeSlot] = ()
    has_class_name: bool = True
    undecided_classes: int = 0
    is_half: bool = False
    other_half: Booking | None = None

    @property
    def is_class(self) -> bool:
        return self.for_any_class if self.party is None else self.party.kind == Booking.Kind.CLASS


def format_date_and_time(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), _("j F \\a\\t H:i"))


def adults_needed(pupils: int, week: ActivityWeek) -> int:
    """Return how many adults have to come with that many pupils, for a whole class or a part of one."""
    return max(math.ceil(pupils / week.pupils_per_adult), week.class_min_adults)


def pupils_supervised(adults: int, week: ActivityWeek) -> int:
    """Return for how many pupils that many adults are enough, the inverse of `adults_needed`."""
    return adults * week.pupils_per_adult if adults >= week.class_min_adults else 0


def check_not_cancelled(attempt: Attempt):
    slot = attempt.slot
    if slot.is_cancelled:
        raise errors.SlotCancelled(slot.cancel_reason or slot.session.cancel_reason)


def check_not_over(attempt: Attempt):
    if attempt.now >= attempt.slot.ends_at:
        raise errors.SlotPast()


def check_takes_bookings(attempt: Attempt):
    if not attempt.slot.session.takes_bookings or attempt.slot.capacity is None:
        raise errors.NoBookingNeeded()


def check_opened(attempt: Attempt):
    if attempt.now < attempt.slot.booking_opens_at:
        raise errors.NotOpenYet(format_date_and_time(attempt.slot.booking_opens_at))


def check_not_closed(attempt: Attempt):
    for_class = attempt.is_class or attempt.slot.session.is_for_classes
    closes_at = min(attempt.slot.closes_at(for_class=for_class), attempt.slot.ends_at)
    if attempt.now >= closes_at:
        raise errors.BookingClosed(format_date_and_time(closes_at), for_class=for_class)


def check_kind(attempt: Attempt):
    if attempt.party is None:
        return
    session = attempt.slot.session
    if not attempt.is_class and not session.takes_individuals:
        raise errors.ForClassesOnly()
    if attempt.is_class and not session.takes_classes:
        raise errors.ForIndividualsOnly()


def class_size_limits(session: EventSession) -> tuple[int, int]:
    """Return the fewest and most pupils. Where individuals book too, the session's own limits apply to individuals only."""
    week = session.week
    least, most = (session.min_people, session.max_people) if session.is_for_classes else (None, None)
    return least or week.class_min_pupils, most or week.class_max_pupils


def individual_size_limits(session: EventSession) -> tuple[int, int]:
    return session.min_people or 1, session.max_people or session.week.individual_max_people


def find_party_places(session: EventSession, *, for_class: bool) -> PartyPlaces:
    """Return how many places the smallest and the largest party take that may book it, a class with its adults."""
    if not for_class:
        return PartyPlaces(*individual_size_limits(session), is_class=False)
    least, most = (pupils + adults_needed(pupils, session.week) for pupils in class_size_limits(session))
    return PartyPlaces(least, most, is_class=True)


def check_size(attempt: Attempt):
    """A party may always give places back, but not below the fewest."""
    if attempt.party is None:
        return
    size, least, most = attempt.party.people, *individual_size_limits(attempt.slot.session)
    if attempt.is_class:
        size, least, most = attempt.party.pupils, *class_size_limits(attempt.slot.session)
    if attempt.is_half:
        least = attempt.slot.session.week.half_min_pupils
        most -= attempt.other_half.pupils if attempt.other_half else 0
    field = "pupils" if attempt.is_class else "people"
    if size < least:
        raise errors.TooFewPeople(least, field)
    if size > most and size > attempt.booked_size:
        raise errors.TooManyPeople(most, field)


def check_half(attempt: Attempt):
    """The halves of one class come on the same day, and not at the same time."""
    other = attempt.other_half
    if other is not None and other.slot_id != attempt.slot.pk and other.slot.day != attempt.slot.day:
        raise errors.HalvesOnOneDay()


def check_under_14(attempt: Attempt):
    if attempt.party is None or attempt.party.kind == Booking.Kind.CLASS:
        return
    most = most_under_14(attempt.slot.session)
    if attempt.party.under_14 >= attempt.party.people:
        raise errors.NobodyOlder()
    if attempt.party.under_14 > most:
        raise errors.TooManyUnder14(most)


def most_under_14(session: EventSession) -> int:
    return session.week.individual_max_under_14 if session.max_under_14 is None else session.max_under_14


def check_supervision(attempt: Attempt):
    if attempt.party is None or attempt.party.kind != Booking.Kind.CLASS:
        return
    needed = adults_needed(attempt.party.pupils, attempt.slot.session.week)
    if attempt.party.adults < needed:
        raise errors.TooFewAdults(needed - attempt.party.adults, needed, attempt.party.pupils)


def check_one_place_at_a_time(attempt: Attempt):
    """A phone number has one individual booking at a time. Classes are not bound by the phone but by `check_one_class`."""
    if any(is_in_the_way(slot, attempt.slot) for slot in attempt.phone_slots):
        raise errors.PhoneAlreadyBooked()


def check_one_class(attempt: Attempt):
    """A class has one booking at a time, whoever sends it; its halves, if it was split, never share a slot."""
    slots = [*attempt.class_slots]
    if attempt.other_half and attempt.other_half.slot_id == attempt.slot.pk:
        slots.append(attempt.slot)
    if any(is_in_the_way(slot, attempt.slot) for slot in slots):
        raise errors.ClassAlreadyBooked() if attempt.has_class_name else errors.ClassNameNeeded()


def is_in_the_way(booked: TimeSlot, slot: TimeSlot) -> bool:
    return booked.pk == slot.pk or time_spans.slots_overlap(booked, slot)


def check_undecided_classes(attempt: Attempt):
    if attempt.is_class and attempt.undecided_classes >= (most := attempt.slot.session.week.class_max_undecided):
        raise errors.TooManyUndecidedClasses(most)


def check_accept_fewer(attempt: Attempt):
    """The fewest places a class accepts must still be the smallest class with all its adults."""
    party = attempt.party
    if party is None or party.accept_fewer is None:
        return
    least = class_size_limits(attempt.slot.session)[0] + party.adults
    if not least <= party.accept_fewer <= party.people:
        raise errors.AcceptsTooFew(least, party.people)


def check_changes_open(attempt: Attempt):
    until = attempt.slot.changes_until(for_class=attempt.is_class)
    if attempt.now >= until:
        raise errors.TooLateToChange(format_date_and_time(until))


def asks_for_more(attempt: Attempt) -> bool:
    return attempt.party is None or attempt.party.people > attempt.held


def check_not_kept_for_walk_ins(attempt: Attempt):
    if attempt.is_waited_for and is_last_hour(attempt) and asks_for_more(attempt):
        raise errors.KeptForWalkIns()


def is_last_hour(attempt: Attempt) -> bool:
    return attempt.now >= attempt.slot.starts_at - WALK_INS_ONLY_BEFORE_START


def may_wait(attempt: Attempt) -> bool:
    """Whether the waiting list still takes entries; the booking window is checked by other rules."""
    return not is_last_hour(attempt)


def check_places(attempt: Attempt):
    if not asks_for_more(attempt):
        return
    left = attempt.left + attempt.held
    if attempt.left <= 0:
        raise errors.SlotFull(may_wait=may_wait(attempt))
    if attempt.party is not None and attempt.party.people > left:
        raise errors.NotEnoughPlaces(left, attempt.party.people, may_wait=may_wait(attempt) and not attempt.held)


def check_not_overtaking(attempt: Attempt):
    """A waiting party that would fit comes before a newcomer and before a booker who wants more places."""
    if attempt.least_waiting is not None and attempt.least_waiting <= attempt.left and asks_for_more(attempt):
        raise errors.WouldOvertake(may_wait=may_wait(attempt))


WINDOW_RULES = [check_not_cancelled, check_not_over, check_takes_bookings, check_opened, check_not_closed]
SIZE_RULES = [check_size, check_under_14, check_supervision, check_accept_fewer]
ONE_PLACE_RULES = [check_one_place_at_a_time, check_one_class, check_half, check_undecided_classes]
PLACE_RULES = [check_not_kept_for_walk_ins, check_places, check_not_overtaking]
RULES_BEFORE_PLACES: list[Callable[[Attempt], None]] = [*WINDOW_RULES, check_kind, *SIZE_RULES, *ONE_PLACE_RULES]
RULES = [*RULES_BEFORE_PLACES, *PLACE_RULES]
CHANGE_RULES = [check_not_cancelled, check_not_over, check_changes_open, *SIZE_RULES, *PLACE_RULES]
# Staff may override these with a reason, but not those about capacity, other bookers and the supervision of children.
OVERRIDABLE_RULES = {
    check_opened,
    check_not_closed,
    check_changes_open,
    check_size,
    check_accept_fewer,
    check_half,
    check_undecided_classes,
}


def check_rules(attempt: Attempt, rules: Iterable[Callable[[Attempt], None]] = RULES, *, override: bool = False):
    """Raise the `BookingError` of the first rule that is broken; the rules are in the order in which people should read them."""
    for rule in rules:
        if not (override and rule in OVERRIDABLE_RULES):
            rule(attempt)


def list_size_errors(session: EventSession, party: Party, now: dt.datetime) -> list[errors.BookingError]:
    """Return all errors about the size of the party itself, whatever slot it asks for."""
    attempt = Attempt(slot=TimeSlot(session=session), now=now, left=0, party=party)
    refusals = []
    for rule in SIZE_RULES:
        try:
            rule(attempt)
        except errors.BookingError as refusal:
            refusals.append(refusal)
    return refusals


def why_not(attempt: Attempt) -> errors.BookingError | None:
    try:
        check_rules(attempt)
    except errors.BookingError as refusal:
        return refusal
    return None
