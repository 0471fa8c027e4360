"""What an import may not do behind the bookers' backs: it goes through the page where they are told."""

from collections.abc import Set

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from spreadsheets.errors import Changed
from spreadsheets.checking.rows import Row
from events.models import Booking, EventSession, TimeSlot

SLOT_MOVES = {"session", "starts_at", "ends_at", "is_all_day", "cancelled_at"}
SLOT_ROOM = {"capacity", "kept_back"}
SESSION_TOUCHES = {"week", "venue", "booking_mode", "walk_in_percent", "cancelled_at"}


def touched(row: Row, names: Set[str]) -> set[str]:
    """Which of these an existing record would change."""
    return row.changed & names if row.record.pk else set()


def check_slot(sheet, row: Row):
    """Time and place stay as booked; the room may change while everybody fits and nobody waits for a place."""
    names = touched(row, SLOT_MOVES | SLOT_ROOM)
    live = Booking.objects.live().filter(slot=row.record.pk)
    if not names & SLOT_MOVES and fits(row.record):
        live = live.waiting()
    if names and live.exists():
        refuse(names, _("People have booked this time. Change it on the page of the time slot, which tells them."))


def fits(slot: TimeSlot) -> bool:
    return slot.capacity is not None and slot.places_taken <= slot.bookable


def check_session(sheet, row: Row):
    names = touched(row, SESSION_TOUCHES)
    if names and Booking.objects.live().filter(slot__session=row.record.pk).exists():
        refuse(names, _("People have booked this session. Change it on the page of the session, which tells them."))


def refuse(names, sentence):
    raise ValidationError({name: ValidationError(sentence) for name in names})


def lock(parts):
    """All slots that change, and those of sessions that change, by rising id as the booking services lock them.

    Until the transaction ends nobody books them; whoever did since the check stops the import.
    """
    rows = [row for _resource, rows in parts for row in rows if row.record.pk]
    slots = {row.record.pk: row.record for row in rows if isinstance(row.record, TimeSlot)}
    sessions = [row.record.pk for row in rows if isinstance(row.record, EventSession) and touched(row, SESSION_TOUCHES)]
    ids = {*slots, *TimeSlot.objects.filter(session__in=sessions).values_list("pk", flat=True)}
    for pk, taken in locked(sorted(ids)):
        if pk in slots:
            slots[pk].places_taken = taken
    check_again(rows)


def locked(ids: list[int]):
    for start in range(0, len(ids), 500):
        some = TimeSlot.objects.select_for_update().filter(pk__in=ids[start : start + 500])
        yield from some.order_by("pk").values_list("pk", "places_taken")


def check_again(rows: list[Row]):
    for row in rows:
        try:
            (check_slot if isinstance(row.record, TimeSlot) else check_session)(None, row)
        except ValidationError:
            raise Changed from None
