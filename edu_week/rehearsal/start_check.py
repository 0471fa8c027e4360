"""A rehearsal has a database of its own: with PORTAL_CLOCK set nothing starts on one with live bookings made in real time."""

from django.core.management.base import CommandError
from django.db import DatabaseError, OperationalError, connection

from content import clock
from content.models import Sourced
from events.models import Booking

REFUSAL = (
    "Cannot start: PORTAL_CLOCK is set, but this database holds {count} live bookings that were made in real time. A rehearsal "
    "has a database of its own: unset PORTAL_CLOCK, or copy this one with `manage.py copy_for_rehearsal` and name the copy in "
    "DATABASE_URL."
)


def refuse_live_bookings():
    """Raise CommandError with a sentence for the operator; what the database raises where it does not answer."""
    if clock.is_rehearsal() and (count := count_live_bookings_of_real_time()):
        raise CommandError(REFUSAL.format(count=count))


def count_live_bookings_of_real_time() -> int:
    live = Booking.objects.live().filter(made_in_rehearsal=False, erased_at=None).exclude(source=Sourced.Source.SAMPLE)
    try:
        return live.count()
    except DatabaseError as problem:
        if is_absence(problem):
            raise
        return 0  # no tables yet, so no bookings


def is_absence(problem: DatabaseError) -> bool:
    """SQLite is there, and calls a table that is missing by the same name."""
    return isinstance(problem, OperationalError) and connection.vendor == "postgresql"
