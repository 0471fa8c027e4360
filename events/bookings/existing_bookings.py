"""Where a phone number or a class is booked already: rule 4, one place at a time, asks it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet

from events import time_spans
from events.models import Booking, BookingChange, TimeSlot
from events.models.class_key import normalise_class_name


def slots_of_phone(phone: str, now: dt.datetime, *, without: Booking | None = None) -> list[TimeSlot]:
    """Return the slots, not over yet, of the live individual bookings of the number, except that of `without`."""
    return slots_of_bookings(Booking.objects.filter(kind=Booking.Kind.INDIVIDUAL, phone=phone), now, without)


def slots_of_class(class_key: str, now: dt.datetime, *, without: Booking | None = None) -> list[TimeSlot]:
    """Return the slots, not over yet, that live bookings of the class are in or ask for, except `without` and its other half."""
    if not class_key:
        return []
    bookings = Booking.objects.filter(class_key=class_key)
    if without and without.split:
        bookings = bookings.exclude(split=without.split)
    asked = BookingChange.objects.awaiting_decision(now).filter(booking__in=bookings.live(), slot__ends_at__gt=now)
    asked = asked.exclude(booking=without and without.pk).select_related("slot__session")
    return [*slots_of_bookings(bookings, now, without), *(change.slot for change in asked)]


def slots_of_bookings(bookings: QuerySet[Booking], now: dt.datetime, without: Booking | None) -> list[TimeSlot]:
    live = bookings.live().filter(slot__ends_at__gt=now).exclude(pk=without and without.pk)
    return [booking.slot for booking in live.select_related("slot__session") if not booking.has_expired(now)]


def find_overlapping_bookings(
    bookings: Sequence[Booking], now: dt.datetime, *, moved: Mapping[int, TimeSlot] | None = None
) -> dict[int, list[Booking]]:
    """Return {booking id: other live bookings of its number or class at an overlapping time}; a class's halves do not count.

    `moved` is {booking id: slot} of those that are looked at as if they were in that slot.
    """
    slots = {booking.pk: booking.slot for booking in bookings} | dict(moved or {})
    phones = {booking.phone for booking in bookings if booking.phone and not booking.is_for_class}
    classes = {booking.class_key for booking in bookings if booking.class_key}
    live = Booking.objects.live().filter(slot__ends_at__gt=now).select_related("slot__session")
    others = live.filter(Q(kind=Booking.Kind.INDIVIDUAL, phone__in=phones) | Q(class_key__in=classes)).order_by("pk")
    by_holder = defaultdict(list)
    for other in others if phones or classes else ():
        if not other.has_expired(now):
            by_holder[find_holder(other)].append(other)
    return {
        booking.pk: [one for one in by_holder[find_holder(booking)] if bookings_overlap(booking, slots[booking.pk], one)]
        for booking in bookings
    }


def find_holder(booking: Booking) -> tuple[str, str]:
    """Return what is bound to one place at a time: the class, or the number of an individual booking."""
    return (booking.kind, booking.class_key if booking.is_for_class else booking.phone)


def bookings_overlap(booking: Booking, slot: TimeSlot, other: Booking) -> bool:
    is_half = booking.split and booking.split == other.split
    return other.pk != booking.pk and not is_half and time_spans.slots_overlap(other.slot, slot)


def find_other_half(booking: Booking, now: dt.datetime) -> Booking | None:
    """Return the live other half of a class that was split; None for any other booking, or once that half has ended."""
    if not booking.split:
        return None
    other = Booking.objects.live().filter(split=booking.split).exclude(pk=booking.pk).select_related("slot").first()
    return None if other and other.has_expired(now) else other


def count_undecided_classes(phone: str, now: dt.datetime, *, without: Booking | None = None) -> int:
    """Return how many class bookings of the number nobody has approved: waiting, or pending and not expired."""
    undecided = Q(state=Booking.State.WAITLISTED) | Q(state=Booking.State.PENDING, expires_at__gt=now)
    bookings = Booking.objects.filter(undecided, kind=Booking.Kind.CLASS, phone=phone, slot__ends_at__gt=now)
    return bookings.exclude(pk=without and without.pk).count()


def find_other_bookings(booking: Booking, now: dt.datetime) -> dict:
    """Return what `rules.Attempt` has to know about the other bookings of its phone number or class, as its arguments."""
    if not booking.is_for_class:
        return {"phone_slots": slots_of_phone(booking.phone, now, without=booking)}
    return {
        "class_slots": slots_of_class(booking.class_key, now, without=booking),
        "has_class_name": bool(normalise_class_name(booking.class_name, booking.grade)),
        "undecided_classes": count_undecided_classes(booking.phone, now, without=booking),
        "is_half": booking.is_half,
        "other_half": find_other_half(booking, now),
    }
