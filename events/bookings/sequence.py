"""SEQUENCE of calendar entries (RFC 5545): it rises whenever the time or place changes or a slot is cancelled.

Calendars accept a change of an entry they know only with a higher number. Everything that changes a slot, a session or a
venue calls one of these functions: the booking services, the back office, imports and the loader.
"""

from collections.abc import Set

from django.db.models import F, Q, QuerySet

from events.models import Booking, EventSession, TimeSlot, Venue

SLOT_FIELDS = frozenset({"session", "starts_at", "ends_at", "cancelled_at"})  # a change of these changes the entry
SESSION_FIELDS = frozenset({"venue", "cancelled_at"})
VENUE_FIELDS = frozenset({"name", "name_en", "parent", "address"})


def raise_sequence(row: TimeSlot | Booking):
    """Raise it on a locked row, which the caller saves afterwards."""
    row.sequence += 1


def raise_sequences(rows: QuerySet[TimeSlot] | QuerySet[Booking]):
    """Raise it in the database. Instances already in memory keep the old number: read them again before saving them whole."""
    rows.update(sequence=F("sequence") + 1)


def raise_sequences_after(record: TimeSlot | EventSession | Venue, changed: Set[str]):
    """Raise it for all slots and live bookings whose time or place depends on the `changed` fields of a record just saved."""
    for model, (fields, slot_condition) in ENTRIES.items():
        if isinstance(record, model) and fields & changed:
            slots = TimeSlot.objects.filter(slot_condition(record)).values("pk")
            raise_sequences(TimeSlot.objects.filter(pk__in=slots))
            raise_sequences(Booking.objects.live().filter(slot__in=slots))


ENTRIES = {
    TimeSlot: (SLOT_FIELDS, lambda slot: Q(pk=slot.pk)),
    EventSession: (SESSION_FIELDS, lambda session: Q(session=session)),
    Venue: (VENUE_FIELDS, lambda venue: Q(session__venue=venue) | Q(session__venue__parent=venue)),
}
