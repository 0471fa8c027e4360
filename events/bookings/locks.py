"""Locks, always in this order: phone numbers, then slots by rising id; bookings are read under their slot's lock.

- A phone's lock stops two requests of one number from each finding the other's overlapping place still free.
- A slot's lock stops two parties from both taking the last places, and a lapse or a promotion from happening twice.
The slots of a session for classes are locked together, because a class may be split over two of them.
On SQLite every transaction is a write transaction from its start (`BEGIN IMMEDIATE`), which is all the locks at once.
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
    """Until the end of the transaction, nobody else books with these numbers."""
    if connection.vendor != "postgresql":
        return
    for phone in sorted({phone for phone in phones if phone}):
        key = int.from_bytes(hashlib.blake2b(phone.encode(), digest_size=8).digest(), signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def lock_slots(slot_ids: Iterable[int], now: dt.datetime) -> dict[int, TimeSlot]:
    """The slots by id, locked, with expired bookings lapsed and free places given to the waiting."""
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
    """Free places to the waiting once more, after the caller freed some; the slots are locked already."""
    waiting_list.promote_waiting_bookings(read_slots(include_sibling_slots(slot_ids), now).values(), now)


def include_sibling_slots(slot_ids: Iterable[int]) -> list[int]:
    ids = list(slot_ids)
    of_classes = EventSession.objects.filter(slots__in=ids, booking_mode__in=CLASS_MODES)
    return sorted(TimeSlot.objects.filter(Q(pk__in=ids) | Q(session__in=of_classes)).values_list("pk", flat=True))


def lock_booking(
    booking_id: int, now: dt.datetime, *, also: Iterable[int] = (), phones: Iterable[str] | None = None
) -> tuple[Booking, dict[int, TimeSlot]]:
    """The booking as it is once its slot is locked and settled, following it if it changes meanwhile, and the slots.

    With `phones`, these numbers and the booking's own are locked before.
    """
    also = list(also)
    while True:
        slot_id, phone = Booking.objects.values_list("slot_id", "phone").get(pk=booking_id)
        try:
            with transaction.atomic():  # a savepoint: going back to it lets go of locks taken for nothing
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
    """The slots, and before them the numbers of all who hold or await a place there by themselves."""
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
    """What was to be locked became something else before it was."""


def settle_expired(slot_ids: Iterable[int], now: dt.datetime):
    """Held and pending bookings past their time lapse. Of a hold nobody is told: its maker is still on the page."""
    expired = Booking.objects.expired(now).filter(slot__in=slot_ids).order_by("pk")
    for booking in expired.select_related("slot__session__week", "slot__session__venue"):
        was_hold = booking.state == Booking.State.HELD
        transitions.change_state(booking, Booking.State.LAPSED, now=now, actor=transitions.CLOCK)
        if not was_hold:
            outbox.write_notice(booking, Notice.Kind.LAPSED, now=now)
