"""The waiting list: who is promoted, in which order, and how a party can be placed. The caller holds the slots' locks."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from events.bookings import expiry, rules, transitions
from events.bookings.advisory_locks import try_class_lock
from events.bookings.existing_bookings import slots_of_class
from events.bookings.queries import is_waited_for
from events.models import Booking, Notice, TimeSlot
from events.models.booking import new_token
from events.notices import outbox


@dataclass(frozen=True, kw_only=True)
class Allocation:
    """The part of a party that is placed in one slot."""

    slot: TimeSlot
    people: int
    pupils: int = 0
    adults: int = 0
    under_14: int = 0


def count_free_places(slot: TimeSlot) -> int:
    """Return the free places of a slot whose expired bookings have been settled."""
    return slot.bookable - slot.places_taken


def allocate_places(party: rules.Party, slot: TimeSlot, others: Iterable[TimeSlot]) -> list[Allocation]:
    """Return how the party can be placed now: whole, else split over two slots, else with fewer, where it accepts that.

    Empty if it does not fit. `others` are the session's other slots that still take bookings.
    """
    if party.people <= count_free_places(slot):
        return [Allocation(slot=slot, people=party.people, pupils=party.pupils, adults=party.adults, under_14=party.under_14)]
    return split_class_over_two(party, slot, others) or allocate_fewer_places(party, slot)


def split_class_over_two(party: rules.Party, slot: TimeSlot, others: Iterable[TimeSlot]) -> list[Allocation]:
    """Return as much of the class as possible in its own slot and the rest in one other, or nothing.

    Each half has enough adults of its own, and the fewest pupils that a half may have.
    """
    if not party.may_split:
        return []
    week = slot.session.week
    least = week.half_min_pupils
    for other in others:
        for adults in range(party.adults - 1, 0, -1):
            pupils = min(count_free_places(slot) - adults, rules.pupils_supervised(adults, week), party.pupils - least)
            rest, rest_adults = party.pupils - pupils, party.adults - adults
            is_supervised = rest_adults >= rules.adults_needed(rest, week)
            if pupils >= least and is_supervised and rest + rest_adults <= count_free_places(other):
                return [
                    Allocation(slot=slot, people=pupils + adults, pupils=pupils, adults=adults),
                    Allocation(slot=other, people=rest + rest_adults, pupils=rest, adults=rest_adults),
                ]
    return []


def allocate_fewer_places(party: rules.Party, slot: TimeSlot) -> list[Allocation]:
    """Return all places that are left, if the party accepts that few: all its adults, and fewer pupils."""
    left = count_free_places(slot)
    if party.accept_fewer is None or left < party.accept_fewer:
        return []
    pupils = left - party.adults
    if pupils < rules.class_size_limits(slot.session)[0]:
        return []
    return [Allocation(slot=slot, people=left, pupils=pupils, adults=party.adults)]


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """A waiting booking and the places it gets."""

    booking: Booking
    parts: list[Allocation]
    is_whole: bool  # moves up in its own slot with everybody


def promote_waiting_bookings(slots: Iterable[TimeSlot], now: dt.datetime) -> int:
    """Give free places to the waiting in the order of the line; an entry that does not fit keeps its place in it.

    The entries of all given slots form one line, so that nobody who came later overtakes a class that may be split.
    Return how many moved up.
    """
    slots = {slot.pk: slot for slot in slots}
    if not any(count_free_places(slot) > 0 and is_waited_for(slot) for slot in slots.values()):
        return 0
    promotions = allocate_to_line(Booking.objects.in_line().filter(slot__in=slots), slots, now)
    if promotions:
        write_promotions(promotions, now)
    return len(promotions)


def allocate_to_line(line: Iterable[Booking], slots: dict[int, TimeSlot], now: dt.datetime) -> list[Promotion]:
    """Return who moves up, and count their places in the slots in memory."""
    promotions, halves = [], defaultdict(list)  # by class: where the other halves of those who move up will be
    for booking in line:
        slot = booking.slot = slots[booking.slot_id]
        if not is_open_to_waiting(slot, now, for_class=booking.is_for_class) or count_free_places(slot) <= 0:
            continue
        others = list_slots_for_other_half(slots.values(), booking, now) if booking.may_split else []
        others = [other for other in others if not is_any_in_the_way(halves[booking.class_key or booking.pk], other)]
        if parts := allocate_places(party_of_booking(booking), slot, others):
            halves[booking.class_key or booking.pk] += [part.slot for part in parts[1:]]
            for part in parts:
                part.slot.places_taken += part.people
            promotions.append(Promotion(booking=booking, parts=parts, is_whole=parts[0].people == booking.people))
    return promotions


def write_promotions(promotions: Sequence[Promotion], now: dt.datetime):
    """Write all promotions in a number of statements that does not grow with the parties that move up whole."""
    people = Counter()
    for promotion in promotions:
        for part in promotion.parts:
            people[part.slot] += part.people
    for slot, count in people.items():
        transitions.take_places(slot, count)
    before = {promotion.booking.pk: outbox.take_snapshot(promotion.booking) for promotion in promotions}
    from_people = {promotion.booking.pk: promotion.booking.people for promotion in promotions}
    for promotion in promotions:
        set_promoted_values(promotion, now)
    save_promoted_bookings(promotions)
    bookings = [promotion.booking for promotion in promotions]
    transitions.record_booking_events(
        bookings, actor=transitions.CLOCK, now=now, from_state=Booking.State.WAITLISTED, from_people=from_people
    )
    items = [outbox.NoticeItem(booking=one, kind=Notice.Kind.PROMOTED, before=before[one.pk]) for one in bookings]
    outbox.write_notices(items, now=now)
    for promotion in promotions:
        for part in promotion.parts[1:]:
            create_other_half(promotion.booking, part, actor=transitions.CLOCK, now=now, kind=Notice.Kind.PROMOTED)


def set_promoted_values(promotion: Promotion, now: dt.datetime):
    booking, own = promotion.booking, promotion.parts[0]
    set_allocated_people(booking, own)
    booking.state = Booking.State.PENDING if booking.is_for_class else Booking.State.CONFIRMED
    booking.expires_at = expiry.pending_until(own.slot, now) if booking.is_for_class else None
    booking.queued_at, booking.changed_at = None, now
    if promotion.parts[1:]:
        mark_as_half(booking)


def save_promoted_bookings(promotions: Sequence[Promotion]):
    alike = defaultdict(list)  # what is written into bookings that move up whole, and their ids
    for promotion in promotions:
        booking = promotion.booking
        if promotion.is_whole:
            alike[booking.state, booking.expires_at, booking.changed_at].append(booking.pk)
        else:
            booking.save()
    for (state, expires_at, changed_at), ids in alike.items():
        values = {"state": state, "expires_at": expires_at, "changed_at": changed_at, "queued_at": None}
        Booking.objects.filter(pk__in=ids).update(**values)


def is_open_to_waiting(slot: TimeSlot, now: dt.datetime, *, for_class: bool) -> bool:
    """Whether the waiting may be promoted: classes until their booking closes, nobody in the last hour, for walk-ins."""
    if slot.is_cancelled or now >= slot.starts_at - rules.WALK_INS_ONLY_BEFORE_START:
        return False
    return not for_class or now < slot.closes_at(for_class=True)


def list_slots_for_other_half(slots: Iterable[TimeSlot], booking: Booking, now: dt.datetime) -> list[TimeSlot]:
    """Return the slots in which the other half of a waiting class may be placed: of the same session and day.

    Slots where the class is booked already, or that overlap with another booking of it, are left out; all of them are
    while somebody books for the class at this very moment.
    """
    others = [other for other in slots if can_take_other_half(other, booking.slot, now)]
    if not others or not try_class_lock(booking.class_key):
        return []
    booked = slots_of_class(booking.class_key, now, without=booking)
    return [other for other in others if not is_any_in_the_way(booked, other)]


def is_any_in_the_way(booked: Iterable[TimeSlot], other: TimeSlot) -> bool:
    return any(rules.is_in_the_way(slot, other) for slot in booked)


def can_take_other_half(other: TimeSlot, slot: TimeSlot, now: dt.datetime) -> bool:
    is_sibling = other.session_id == slot.session_id and other.pk != slot.pk and other.day == slot.day
    return is_sibling and is_open_to_waiting(other, now, for_class=True)


def party_of_booking(booking: Booking) -> rules.Party:
    return rules.Party(
        kind=booking.kind,
        people=booking.people,
        phone=booking.phone,
        under_14=booking.under_14,
        pupils=booking.pupils,
        adults=booking.adults,
        accept_fewer=booking.accept_fewer,
        may_split=booking.may_split,
    )


def set_allocated_people(booking: Booking, part: Allocation):
    booking.people, booking.pupils, booking.adults = part.people, part.pupils, part.adults


def mark_as_half(booking: Booking):
    """Make it one of two halves, which are never split or reduced again."""
    booking.split = new_token()
    booking.may_split, booking.accept_fewer = False, None


def create_other_half(booking: Booking, part: Allocation, *, actor: transitions.Actor, now: dt.datetime, kind: str) -> Booking:
    """Create the booking of the second half of a split class; the caller has taken its places."""
    other = Booking.objects.get(pk=booking.pk)
    other.pk, other._state.adding = None, True
    for name in ("reference", "token", "uid"):
        setattr(other, name, Booking._meta.get_field(name).get_default())
    other.feed_token, other.sequence = None, 0
    other.slot = part.slot
    set_allocated_people(other, part)
    other.created_at = other.changed_at = now
    other.expires_at = expiry.pending_until(part.slot, now)
    other.save()
    transitions.record_booking_event(other, actor=actor, now=now, from_state="", reason=booking.spaced_reference)
    outbox.write_notice(other, kind, now=now)
    return other
