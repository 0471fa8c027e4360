"""A hundred times the data: `python -m benchmarks.growth FACTOR` copies the example week in its own database that often.

Schools, sessions and slots are copied with slugs of their own, the copy of a session at the copy of its school; then every
slot that can be booked gets its share of bookings, 2,000 times the factor in all, each with its history.
"""

import os
import sys

from django.db.models import CharField

BOOKINGS = 2_000
BATCH = 2_000
FIRST_PHONE = 50_000_000


def multiply_week(factor: int):
    from events.models import EventSession, TimeSlot
    from schools.models import School

    schools, sessions = list(School.objects.all()), list(EventSession.objects.all())
    audiences = {session.pk: list(session.audiences.all()) for session in sessions}
    slots = list(TimeSlot.objects.exclude(session=None))
    for number in range(1, factor):
        copy_of = copy_records(schools, number, {})
        of_school = {old: new.pk for old, new in copy_of.items()}
        copies = copy_records(sessions, number, {"host_school_id": of_school})
        copy_audiences(copies, audiences)
        copy_slots(slots, {old: new.pk for old, new in copies.items()})
    fill_slots(BOOKINGS * factor)


def copy_records(records: list, number: int, keys: dict[str, dict[int, int]]) -> dict:
    """Copy records and return {old key: copy}; unique texts get the number, `keys` says which keys of others become which."""
    copies = {}
    for record in records:
        copy = new_copy(record)
        for field in record._meta.concrete_fields:
            if field.unique and isinstance(field, CharField) and getattr(record, field.attname):
                setattr(copy, field.attname, f"{getattr(record, field.attname)}-{number}")
        for name, changed in keys.items():
            setattr(copy, name, changed.get(getattr(record, name), getattr(record, name)))
        copies[record.pk] = copy
    type(records[0]).objects.bulk_create(copies.values(), BATCH)
    return copies


def new_copy(record):
    fields = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields if not field.primary_key}
    return type(record)(**fields)


def copy_audiences(copies: dict, audiences: dict):
    from events.models import EventSession

    through = EventSession.audiences.through
    through.objects.bulk_create(
        through(eventsession_id=copy.pk, audience_id=audience.pk) for old, copy in copies.items() for audience in audiences[old]
    )


def copy_slots(slots: list, sessions: dict[int, int]):
    from events.models import TimeSlot
    from events.models.time_slot import new_uid

    copies = []
    for slot in slots:
        copy = new_copy(slot)
        copy.session_id, copy.uid, copy.places_taken = sessions[slot.session_id], new_uid(), 0
        copies.append(copy)
    TimeSlot.objects.bulk_create(copies, BATCH)


def fill_slots(count: int):
    """Add bookings of one person to the slots with places, as many to each, and make room for them where there is too little."""
    from events.models import TimeSlot

    slots = list(TimeSlot.objects.filter(bookable__gt=0, cancelled_at=None, session__cancelled_at=None))
    each, phone = count // len(slots), FIRST_PHONE
    for slot in slots:
        slot.capacity, slot.kept_back = slot.places_taken + 2 * each, each // 2
        slot.bookable, slot.places_taken = slot.capacity - slot.kept_back, slot.places_taken + each
    TimeSlot.objects.bulk_update(slots, ["capacity", "kept_back", "bookable", "places_taken"], 100)
    for first in range(0, len(slots), 100):
        some = [slot for slot in slots[first : first + 100] for _number in range(each)]
        add_bookings(some, phone)
        phone += len(some)


def add_bookings(slots: list, first_phone: int):
    """Add a confirmed booking to each slot named, with the row of its history that made it."""
    from content import clock
    from events.models import Booking, BookingEvent

    now = clock.now()
    same = {"state": "confirmed", "people": 1, "contact_name": "李明", "created_at": now, "changed_at": now, "consented_at": now}
    bookings = Booking.objects.bulk_create(
        [Booking(slot=slot, phone=f"139{number:08d}", **same) for number, slot in enumerate(slots, first_phone)], BATCH
    )
    BookingEvent.objects.bulk_create(
        [
            BookingEvent(booking=one, at=now, actor="visitor", to_state=one.state, to_people=1, to_slot_id=one.slot_id)
            for one in bookings
        ],
        BATCH,
    )


def analyse_tables():
    """What PostgreSQL does by itself a little later."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edu_week.settings")
    import django

    django.setup()
    multiply_week(int(sys.argv[1]))
    analyse_tables()
