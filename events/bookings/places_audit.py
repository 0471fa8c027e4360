"""Whether every sum and rule of booking holds in the database, and what of it can be put right.

Nothing of this should ever be found: the services and the database's constraints keep it so. It is run after every bench,
after a restore, and by whoever does not believe it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from events import time_spans
from events.bookings import services
from events.bookings.locks import lock_bookers
from events.models import Booking, BookingChange, BookingEvent, TimeSlot

ROWS_AT_ONCE = 2000


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is not as it must be. `slot_id` is set where the slot's numbers can be written anew."""

    sentence: str
    slot_id: int | None = None


def audit_places(now: dt.datetime) -> list[Finding]:
    """Return everything that is wrong, read in one transaction."""
    with transaction.atomic():
        checks = (
            check_places_taken(),
            check_bookable(),
            check_cancelled_slots(),
            check_class_keys(),
            check_one_place_at_a_time(),
            check_halves(),
            check_change_requests(),
            check_histories(),
        )
        return [finding for findings in checks for finding in findings]


def fix_places(findings: Iterable[Finding], now: dt.datetime) -> int:
    """Write the numbers of the slots anew from their bookings, and settle what is due; return how many slots were written.

    A slot with more people than places stays as it is: somebody has to decide who cannot come.
    """
    written = 0
    for slot_id in sorted({finding.slot_id for finding in findings if finding.slot_id}):
        with transaction.atomic():
            lock_bookers([slot_id], now)
            slot = with_people_counted().select_related("session__week").get(pk=slot_id)
            numbers = {"places_taken": slot.people_counted, "bookable": slot.bookable_by_rule()}
            if slot.people_counted <= numbers["bookable"]:
                written += TimeSlot.objects.filter(pk=slot_id).update(**numbers)
    services.settle_due_slots(now=now)
    return written


def with_people_counted():
    """Slots with `people_counted`: in bookings that take places, and in pending requests for a change."""

    def sum_of_slot(rows, name):
        return Coalesce(Subquery(rows.filter(slot=OuterRef("pk")).order_by().values("slot").annotate(n=Sum(name)).values("n")), 0)

    booked, asked = Booking.objects.taking_places(), BookingChange.objects.pending()
    return TimeSlot.objects.annotate(people_counted=sum_of_slot(booked, "people") + sum_of_slot(asked, "places"))


def check_places_taken() -> Iterator[Finding]:
    wrong = ~Q(people_counted=F("places_taken")) | Q(places_taken__gt=F("bookable"))
    for slot in with_people_counted().filter(wrong).order_by("pk"):
        sentence = f"slot {slot.pk}: {slot.places_taken} of {slot.bookable} places taken, {slot.people_counted} people counted"
        yield Finding(sentence=sentence, slot_id=slot.pk)


def check_bookable() -> Iterator[Finding]:
    for slot in TimeSlot.objects.select_related("session__week").order_by("pk").iterator(ROWS_AT_ONCE):
        if slot.bookable != slot.bookable_by_rule():
            sentence = f"slot {slot.pk}: {slot.bookable} places bookable, {slot.bookable_by_rule()} by the rule"
            yield Finding(sentence=sentence, slot_id=slot.pk)


def check_cancelled_slots() -> Iterator[Finding]:
    cancelled = Q(slot__cancelled_at__isnull=False) | Q(slot__session__cancelled_at__lt=F("slot__starts_at"))
    for booking in Booking.objects.live().filter(cancelled).order_by("pk"):
        yield Finding(sentence=f"booking {booking}: {booking.state} in a slot that is cancelled")


def check_class_keys() -> Iterator[Finding]:
    for booking in Booking.objects.live().filter(kind=Booking.Kind.CLASS).order_by("pk").iterator(ROWS_AT_ONCE):
        if booking.class_key != booking.make_class_key():
            yield Finding(sentence=f"booking {booking}: its class is kept as another")


def check_one_place_at_a_time() -> Iterator[Finding]:
    """A number or a class with two bookings at once. Staff who moved a slot may have left a class so; they choose."""
    bookings = Booking.objects.live().exclude(phone="", class_key="").select_related("slot").order_by("pk")
    by_holder = defaultdict(list)
    for booking in bookings.iterator(ROWS_AT_ONCE):
        by_holder[booking.kind, booking.class_key if booking.is_for_class else booking.phone].append(booking)
    for (_kind, holder), held in by_holder.items():
        for one, other in combinations(held, 2):
            is_split = one.split and one.split == other.split and one.slot_id != other.slot_id
            if holder and not is_split and (one.slot_id == other.slot_id or time_spans.slots_overlap(one.slot, other.slot)):
                yield Finding(sentence=f"bookings {one} and {other}: the same number or class at the same time")


def check_halves() -> Iterator[Finding]:
    halves = defaultdict(list)
    for booking in Booking.objects.live().exclude(split="").select_related("slot").order_by("pk"):
        halves[booking.split].append(booking)
    for both in halves.values():
        if len(both) > 2 or len({half.slot_id for half in both}) < len(both):
            yield Finding(sentence=f"bookings {', '.join(map(str, both))}: halves of one class that share a slot, or too many")


def check_change_requests() -> Iterator[Finding]:
    pending = BookingChange.objects.pending().select_related("booking").order_by("pk")
    for change in pending.iterator(ROWS_AT_ONCE):
        booking = change.booking
        needed = change.people - (booking.people if change.slot_id == booking.slot_id else 0)
        if booking.state != Booking.State.CONFIRMED or change.places != needed:
            yield Finding(sentence=f"booking {booking}: {booking.state}, its request holds {change.places} places for {needed}")


def check_histories() -> Iterator[Finding]:
    latest = BookingEvent.objects.filter(booking=OuterRef("pk")).order_by("-pk")
    told = {name: Subquery(latest.values(name)[:1]) for name in ("to_state", "to_people")}
    for booking in Booking.objects.annotate(**told).exclude(to_state=F("state"), to_people=F("people")).order_by("pk"):
        yield Finding(sentence=f"booking {booking}: {booking.state}, {booking.people} people; its history ends otherwise")
