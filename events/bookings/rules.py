"""When a party may book a slot. The one list `RULES` decides both whether a button is shown and whether a booking is taken."""

import datetime as dt
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events import time_spans
from events.bookings import errors
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
    """Everything a decision needs, read once. Without a `party` the question is whether anybody at all may book.

    `left` are the free bookable places, `held` those the party already has in the slot when it changes its booking.
    `least_waiting` is the fewest places that somebody waiting who can still move up would accept; `is_waited_for` says
    whether anybody is waiting at all.
    """

    slot: TimeSlot
    now: dt.datetime
    left: int
    held: int = 0
    least_waiting: int | None = None
    is_waited_for: bool = False
    party: Party | None = None
    phone_bookings: Iterable[Booking] = field(default_factory=list)

    @property
    def is_class(self) -> bool:
        return self.party is not None and self.party.kind == Booking.Kind.CLASS


def format_date_and_time(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), _("j F H:i"))


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


def least_places_of_class(session: EventSession) -> int:
    """Return how many places the smallest class takes, its adults included."""
    pupils = class_size_limits(session)[0]
    return pupils + adults_needed(pupils, session.week)


def check_size(attempt: Attempt):
    if attempt.party is None:
        return
    session = attempt.slot.session
    if attempt.is_class:
        field, size = "pupils", attempt.party.pupils
        least, most = class_size_limits(session)
    else:
        field, size = "people", attempt.party.people
        least, most = session.min_people or 1, session.max_people or session.week.individual_max_people
    if size < (least if asks_for_more(attempt) else 1):  # a party may always give places back
        raise errors.TooFewPeople(least, field)
    if size > most:
        raise errors.TooManyPeople(most, field)


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
    """A phone number may have one individual booking at a time. Class bookings are not limited by the phone."""
    if attempt.party is None or attempt.party.kind == Booking.Kind.CLASS:
        return
    for booking in attempt.phone_bookings:
        if booking.slot_id == attempt.slot.pk:
            raise errors.AlreadyBooked()
        if time_spans.slots_overlap(booking.slot, attempt.slot):
            raise errors.OverlappingBooking(booking.slot.session.title, time_spans.format_time_span(booking.slot))


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
PLACE_RULES = [check_not_kept_for_walk_ins, check_places, check_not_overtaking]
RULES_BEFORE_PLACES: list[Callable[[Attempt], None]] = [*WINDOW_RULES, check_kind, *SIZE_RULES, check_one_place_at_a_time]
RULES = [*RULES_BEFORE_PLACES, *PLACE_RULES]
CHANGE_RULES = [check_not_cancelled, check_not_over, check_changes_open, *SIZE_RULES, *PLACE_RULES]
# Staff may override these with a reason, but not those about capacity, other bookers and the supervision of children.
OVERRIDABLE_RULES = {check_opened, check_not_closed, check_changes_open, check_size, check_accept_fewer}


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
