"""Locks, always taken in this order: phone numbers, then slots by rising id. Bookings are read under their slot's lock.

- The lock of a phone number keeps two requests with one number from both booking slots that overlap.
- The lock of a slot keeps two parties from both taking the last places, and a booking from lapsing or moving up twice.
All slots of a session that takes classes are locked together, because a class may be split over two of them.
On SQLite every transaction is a write transaction from its start (`BEGIN IMMEDIATE`), which replaces all these locks.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Q

from events.bookings import transitions, waiting_list
from events.bookings.queries import with_places
from events.models import Booking, EventSession, Notice, TimeSlot
from events.models.session import CLASS_MODES
from events.notices import outbox


def lock_phones(*phones: str):
    """Keep others from booking with these numbers until the end of the transaction (PostgreSQL advisory locks)."""
    if connection.vendor != "postgresql":
        return
    for phone in sorted({phone for phone in phones if phone}):
        key = int.from_bytes(hashlib.blake2b(phone.encode(), digest_size=8).digest(), signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def lock_slots(slot_ids: Iterable[int], now: dt.datetime) -> dict[int, TimeSlot]:
    """Lock the slots and the siblings of class slots, settle what expired, promote the waiting; return all these slots by id."""
    ids = include_sibling_slots(slot_ids)
    list(TimeSlot.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    settle_expired(ids, now)
    slots = read_slots(ids, now)
    waiting_list.promote_waiting_bookings(slots.values(), now)
    return read_slots(ids, now) if any(slot.waiting_count for slot in slots.values()) else slots


def read_slots(slot_ids: Iterable[int], now: dt.datetime) -> dict[int, TimeSlot]:
    slots = with_places(TimeSlot.objects.filter(pk__in=slot_ids), now).order_by("starts_at", "pk")
    return {slot.pk: slot for slot in slots}


def promote_into_free_places(slot_ids: Iterable[int], now: dt.datetime):
    """Promote the waiting again after the caller freed places. The slots must be locked already."""
    waiting_list.promote_waiting_bookings(read_slots(include_sibling_slots(slot_ids), now).values(), now)


def include_sibling_slots(slot_ids: Iterable[int]) -> list[int]:
    ids = list(slot_ids)
    class_sessions = EventSession.objects.filter(slots__in=ids, booking_mode__in=CLASS_MODES)
    return sorted(TimeSlot.objects.filter(Q(pk__in=ids) | Q(session__in=class_sessions)).values_list("pk", flat=True))


def lock_booking(
    booking_id: int, now: dt.datetime, *, also: Iterable[int] = (), phones: Iterable[str] | None = None
) -> tuple[Booking, dict[int, TimeSlot]]:
    """Lock the booking's slot and those of `also`; return the booking as it is then, and the slots by id.

    With `phones`, these numbers and the booking's own are locked first. Starts again if the booking was moved or got
    another number in the meantime. Raises `Booking.DoesNotExist`.
    """
    also = list(also)
    while True:
        slot_id, phone = Booking.objects.values_list("slot_id", "phone").get(pk=booking_id)
        try:
            with transaction.atomic():  # a savepoint: rolling back to it releases the locks that turned out wrong
                if phones is not None:
                    lock_phones(phone, *phones)
                slots = lock_slots([slot_id, *also], now)
                booking = Booking.objects.get(pk=booking_id)
                if booking.slot_id != slot_id or (phones is not None and booking.phone != phone):
                    raise _ChangedMeanwhile
        except _ChangedMeanwhile:
            continue
        booking.slot = slots[slot_id]
        return booking, slots


def lock_bookers(slot_ids: Iterable[int], now: dt.datetime) -> dict[int, TimeSlot]:
    """Lock the numbers of all individuals with a live booking there, then the slots; return the slots by id."""
    individuals = Booking.objects.live().filter(slot__in=slot_ids, kind=Booking.Kind.INDIVIDUAL)
    while True:
        phones = set(individuals.values_list("phone", flat=True))
        try:
            with transaction.atomic():
                lock_phones(*phones)
                slots = lock_slots(slot_ids, now)
                if not set(individuals.values_list("phone", flat=True)) <= phones:
                    raise _ChangedMeanwhile
        except _ChangedMeanwhile:
            continue
        return slots


class _ChangedMeanwhile(Exception):
    """What was to be locked changed before the lock was taken."""


def settle_expired(slot_ids: Iterable[int], now: dt.datetime):
    """Let expired held and pending bookings lapse. A hold gets no notice, because its booker is still on the page."""
    expired = Booking.objects.expired(now).filter(slot__in=slot_ids).order_by("pk")
    for booking in expired.select_related("slot__session__week", "slot__session__venue"):
        was_hold = booking.state == Booking.State.HELD
        transitions.change_state(booking, Booking.State.LAPSED, now=now, actor=transitions.CLOCK)
        if not was_hold:
            outbox.write_notice(booking, Notice.Kind.LAPSED, now=now)
