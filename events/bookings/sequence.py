"""SEQUENCE of calendar entries (RFC 5545): it rises whenever the time or place changes or a slot is cancelled.

Calendars accept a change of an entry they know only with a higher number. Everything that changes a slot, a session or a
venue calls one of these functions: the booking services, the back office, imports and the loader. What bookers have to be
told (`has_bookers_to_tell`) is changed on a page of the back office alone; imports and the loader leave it as it is.
"""

import datetime as dt
from collections.abc import Set

from django.db.models import F, Q, QuerySet

from events.models import Booking, EventSession, TimeSlot, Venue

SLOT_FIELDS = frozenset({"session", "starts_at", "ends_at", "cancelled_at"})  # a change of these changes the entry
SESSION_FIELDS = frozenset({"venue", "cancelled_at"})
VENUE_FIELDS = frozenset({"name", "name_en", "parent", "address", "longitude", "latitude"})
ENTRIES = {
    TimeSlot: (SLOT_FIELDS, lambda slot: Q(pk=slot.pk)),
    EventSession: (SESSION_FIELDS, lambda session: Q(session=session)),
    Venue: (VENUE_FIELDS, lambda venue: Q(session__venue=venue) | Q(session__venue__parent=venue)),
}


def raise_sequence(row: TimeSlot | Booking):
    """Raise it on a locked row, which the caller saves afterwards."""
    row.sequence += 1


def raise_sequences(rows: QuerySet[TimeSlot] | QuerySet[Booking]):
    """Raise it in the database. Instances already in memory keep the old number: read them again before saving them whole."""
    rows.update(sequence=F("sequence") + 1)


def raise_sequences_after(record: TimeSlot | EventSession | Venue, changed: Set[str]):
    """Raise it for all slots and live bookings whose time or place depends on the `changed` fields of a record just saved."""
    if entry_fields(type(record)) & changed:
        slots = slots_depending_on(record).values("pk")
        raise_sequences(TimeSlot.objects.filter(pk__in=slots))
        raise_sequences(Booking.objects.live().filter(slot__in=slots))


def entry_fields(model: type) -> Set[str]:
    """Return the fields of a model that calendar entries show; none for a model that they do not depend on."""
    return ENTRIES[model][0] if model in ENTRIES else frozenset()


def slots_depending_on(record: TimeSlot | EventSession | Venue) -> QuerySet[TimeSlot]:
    _fields, slot_condition = ENTRIES[type(record)]
    return TimeSlot.objects.filter(slot_condition(record))


def has_bookers_to_tell(record: TimeSlot | EventSession | Venue, now: dt.datetime) -> bool:
    """Whether somebody is still to come to a slot that depends on the record. Samples are nobody."""
    live = Booking.objects.live().filter(slot__in=slots_depending_on(record), slot__ends_at__gt=now)
    return live.exclude(source=Booking.Source.SAMPLE).exists()


def find_changed_fields(record: TimeSlot | EventSession | Venue) -> Set[str]:
    """Return which of the fields that calendar entries show differ in memory from the stored record."""
    fields = [record._meta.get_field(name) for name in entry_fields(type(record))]
    stored = type(record)._base_manager.filter(pk=record.pk).values(*(field.attname for field in fields)).get()
    return {field.name for field in fields if stored[field.attname] != getattr(record, field.attname)}
