"""Keeps imports from changing booked slots and sessions: that is done on their pages, which notify the bookers."""

from collections.abc import Set

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.models import Booking, BookingChange, EventSession, TimeSlot
from spreadsheets.checking.rows import SheetRow
from spreadsheets.errors import DataChangedError

SLOT_TIME_FIELDS = {"session", "starts_at", "ends_at", "is_all_day", "cancelled_at"}
SLOT_CAPACITY_FIELDS = {"capacity", "kept_back"}
SESSION_BOOKING_FIELDS = {"week", "venue", "booking_mode", "walk_in_percent", "cancelled_at"}


def changed_fields(row: SheetRow, names: Set[str]) -> set[str]:
    """Return which of these fields of an existing record the row changes."""
    return row.changed & names if row.record.pk else set()


def check_booked_slot(sheet, row: SheetRow):
    """Refuse other times for a booked slot, and another capacity if not everybody fits or somebody is waiting."""
    names = changed_fields(row, SLOT_TIME_FIELDS | SLOT_CAPACITY_FIELDS)
    live = Booking.objects.live().filter(slot=row.record.pk)
    if not names & SLOT_TIME_FIELDS and has_room_for_booked(row.record):
        live = live.waiting()
    asked = names & SLOT_TIME_FIELDS and BookingChange.objects.pending().filter(slot=row.record.pk).exists()
    if names and (asked or live.exists()):
        raise_field_errors(names, _("People have booked this time slot. Change it on its own page, which tells them."))


def has_room_for_booked(slot: TimeSlot) -> bool:
    return slot.capacity is not None and slot.places_taken <= slot.bookable


def check_booked_session(sheet, row: SheetRow):
    names = changed_fields(row, SESSION_BOOKING_FIELDS)
    if names and Booking.objects.live().filter(slot__session=row.record.pk).exists():
        raise_field_errors(names, _("People have booked this session. Change it on the page of the session, which tells them."))


def raise_field_errors(names, sentence):
    raise ValidationError({name: ValidationError(sentence) for name in names})


def lock_imported_slots(parts):
    """Lock all slots that change, and those of sessions that change, by rising id like the booking services.

    Nobody can book them until the transaction ends. Raises `DataChangedError` if somebody did since the rows were checked.
    """
    rows = [row for _resource, rows in parts for row in rows if row.record.pk]
    slots = {row.record.pk: row.record for row in rows if isinstance(row.record, TimeSlot)}
    sessions = [
        row.record.pk for row in rows if isinstance(row.record, EventSession) and changed_fields(row, SESSION_BOOKING_FIELDS)
    ]
    ids = {*slots, *TimeSlot.objects.filter(session__in=sessions).values_list("pk", flat=True)}
    for pk, taken in lock_slots_in_batches(sorted(ids)):
        if pk in slots:
            slots[pk].places_taken = taken
    recheck_rows(rows)


def lock_slots_in_batches(ids: list[int]):
    for start in range(0, len(ids), 500):
        batch = TimeSlot.objects.select_for_update().filter(pk__in=ids[start : start + 500])
        yield from batch.order_by("pk").values_list("pk", "places_taken")


def recheck_rows(rows: list[SheetRow]):
    for row in rows:
        try:
            (check_booked_slot if isinstance(row.record, TimeSlot) else check_booked_session)(None, row)
        except ValidationError:
            raise DataChangedError from None
