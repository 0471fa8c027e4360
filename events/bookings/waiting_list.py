"""The waiting list: who is promoted, in which order, and how a party can be placed. The caller holds the slots' locks."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from events.bookings import expiry, rules, transitions
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
    """Return as much of the class as possible in its own slot and the rest in one other, each with enough adults; or nothing."""
    if not party.may_split:
        return []
    week = slot.session.week
    for other in others:
        for adults in range(party.adults - 1, 0, -1):
            pupils = min(count_free_places(slot) - adults, rules.pupils_supervised(adults, week), party.pupils - 1)
            rest, rest_adults = party.pupils - pupils, party.adults - adults
            is_supervised = rest_adults >= rules.adults_needed(rest, week)
            if pupils >= 1 and is_supervised and rest + rest_adults <= count_free_places(other):
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


def promote_waiting_bookings(slots: Iterable[TimeSlot], now: dt.datetime):
    """Give free places to the waiting in the order of the line; an entry that does not fit keeps its place in it.

    The entries of all given slots form one line, so that nobody who came later overtakes a class that may be split.
    """
    slots = {slot.pk: slot for slot in slots}
    if not any(slot.waiting_count for slot in slots.values()):
        return
    for booking in Booking.objects.in_line().filter(slot__in=slots):
        slot = booking.slot = slots[booking.slot_id]
        if not is_open_to_waiting(slot, now, for_class=booking.is_for_class) or count_free_places(slot) <= 0:
            continue
        others = [other for other in slots.values() if can_take_other_half(other, slot, now)]
        if parts := allocate_places(party_of_booking(booking), slot, others):
            promote_booking(booking, parts, now)


def is_open_to_waiting(slot: TimeSlot, now: dt.datetime, *, for_class: bool) -> bool:
    """Whether the waiting may be promoted: classes until their booking closes, nobody in the last hour, for walk-ins."""
    if slot.is_cancelled or now >= slot.starts_at - rules.WALK_INS_ONLY_BEFORE_START:
        return False
    return not for_class or now < slot.closes_at(for_class=True)


def can_take_other_half(other: TimeSlot, slot: TimeSlot, now: dt.datetime) -> bool:
    """Whether the other half of a split class may be placed in `other`."""
    return other.session_id == slot.session_id and other.pk != slot.pk and is_open_to_waiting(other, now, for_class=True)


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


def promote_booking(booking: Booking, parts: list[Allocation], now: dt.datetime):
    before, people = outbox.take_snapshot(booking), booking.people
    own, *rest = parts
    take_allocated_places(own)
    set_allocated_people(booking, own)
    booking.state = Booking.State.PENDING if booking.is_for_class else Booking.State.CONFIRMED
    booking.expires_at = expiry.pending_until(own.slot, now) if booking.is_for_class else None
    booking.queued_at, booking.changed_at = None, now
    if rest:
        booking.plan = booking.plan or new_token()
    booking.save()
    transitions.record_booking_event(
        booking, actor=transitions.CLOCK, now=now, from_state=Booking.State.WAITLISTED, from_people=people
    )
    outbox.write_notice(booking, Notice.Kind.PROMOTED, now=now, before=before)
    for part in rest:
        create_other_half(booking, part, actor=transitions.CLOCK, now=now, kind=Notice.Kind.PROMOTED)


def take_allocated_places(part: Allocation):
    """Take the places in the database, and count them in the slot in memory too."""
    transitions.take_places(part.slot, part.people)
    part.slot.places_taken += part.people


def set_allocated_people(booking: Booking, part: Allocation):
    booking.people, booking.pupils, booking.adults = part.people, part.pupils, part.adults


def create_other_half(booking: Booking, part: Allocation, *, actor: transitions.Actor, now: dt.datetime, kind: str) -> Booking:
    """Create the booking of the second half of a split class; it shares the plan of the first."""
    take_allocated_places(part)
    other = Booking.objects.get(pk=booking.pk)
    other.pk, other._state.adding = None, True
    for name in ("reference", "token", "uid"):
        setattr(other, name, Booking._meta.get_field(name).get_default())
    other.submission, other.feed_token, other.content_key, other.sequence = None, None, "", 0
    other.slot = part.slot
    set_allocated_people(other, part)
    other.created_at = other.changed_at = now
    other.expires_at = expiry.pending_until(part.slot, now)
    other.save()
    transitions.record_booking_event(other, actor=actor, now=now, from_state="", reason=booking.spaced_reference)
    outbox.write_notice(other, kind, now=now)
    return other
