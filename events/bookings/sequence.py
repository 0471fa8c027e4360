"""SEQUENCE of calendar entries (RFC 5545): it rises whenever time or place changes, and where a time is called off.

Calendars that know an entry take a change of it only with a higher number. Every way of changing a slot, a session or a
venue calls one of the functions here: the booking services, the pages of the back office, imports and the loader.
"""

from collections.abc import Set

from django.db.models import F, Q, QuerySet

from events.models import Booking, EventSession, TimeSlot, Venue

SLOT_FIELDS = frozenset({"session", "starts_at", "ends_at", "cancelled_at"})  # a change of these is one of the entry
SESSION_FIELDS = frozenset({"venue", "cancelled_at"})
VENUE_FIELDS = frozenset({"name", "name_en", "parent", "address"})


def raise_sequence(row: TimeSlot | Booking):
    """Of a locked row that its caller saves afterwards."""
    row.sequence += 1


def raise_sequences(rows: QuerySet[TimeSlot] | QuerySet[Booking]):
    """In the database. Instances in memory that are saved whole later would take it back: they are read again."""
    rows.update(sequence=F("sequence") + 1)


def raise_sequences_after(record: TimeSlot | EventSession | Venue, changed: Set[str]):
    """Of all entries, those of live bookings too, whose time or place follows from these fields of a record just saved."""
    for model, (fields, path) in ENTRIES.items():
        if isinstance(record, model) and fields & changed:
            slots = TimeSlot.objects.filter(path(record)).values("pk")
            raise_sequences(TimeSlot.objects.filter(pk__in=slots))
            raise_sequences(Booking.objects.live().filter(slot__in=slots))


ENTRIES = {
    TimeSlot: (SLOT_FIELDS, lambda slot: Q(pk=slot.pk)),
    EventSession: (SESSION_FIELDS, lambda session: Q(session=session)),
    Venue: (VENUE_FIELDS, lambda venue: Q(session__venue=venue) | Q(session__venue__parent=venue)),
}
