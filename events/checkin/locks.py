"""What a transaction of the door locks: the slots concerned, by rising id, the last kind of lock in `events.bookings.locks`.

Bookings are read under it, so that nobody cancels or moves what is being checked in, and nobody else lets in the same ticket or
gives away the same places.
"""

from collections.abc import Iterable

from django.db import connection

# The subquery is run with the lock's own statement: another one to find the slots would cost a round trip.
LOCK = """
    SELECT id FROM events_timeslot
    WHERE id = ANY(%s) OR id IN (SELECT slot_id FROM events_booking WHERE reference = ANY(%s) OR id = ANY(%s))
    ORDER BY id FOR UPDATE
"""


def lock_slots(slot_ids: Iterable[int], references: Iterable[str], booking_ids: Iterable[int]) -> set[int] | None:
    """Lock these slots and those of the bookings until the transaction ends; return their ids.

    None where every transaction is alone from its start, on SQLite: then all slots are as good as locked.
    """
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [[*slot_ids], [*references], [*booking_ids]])
        return {pk for (pk,) in cursor.fetchall()}
