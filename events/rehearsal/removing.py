"""Removes a rehearsal's day with all that was done at its doors, and nothing else."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q, QuerySet

from events.checkin.recounting import count_people_in_again
from events.models import Arrival, Booking, BookingChange, CheckIn, EventSession, Notice, TimeSlot, Venue

SLUG = "rehearsal-of-the-door-"  # all records of a rehearsal have addresses that begin with it, and are samples
SAMPLE = Booking.Source.SAMPLE


@dataclass
class Removal:
    """How many sessions, bookings and records of arrivals went, and the sessions that had to stay."""

    sessions: int = 0
    bookings: int = 0
    arrivals: int = 0
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def remove_rehearsal() -> Removal:
    """Remove the day, also what visitors booked there in the rehearsal. A session that somebody booked in real time stays."""
    sessions = EventSession.objects.filter(slug__startswith=SLUG, source=SAMPLE)
    of_real_time = Booking.objects.exclude(source=SAMPLE).filter(made_in_rehearsal=False)
    kept = list(sessions.filter(slots__in=of_real_time.values("slot")).distinct())
    removal = Removal(kept=[str(session) for session in kept])
    sessions = sessions.exclude(pk__in=[session.pk for session in kept])
    slots = TimeSlot.objects.filter(session__in=sessions)
    slot_ids = [*slots.select_for_update().order_by("pk").values_list("pk", flat=True)]
    bookings = Booking.objects.filter(slot__in=slot_ids)
    removal.sessions, removal.bookings = sessions.count(), bookings.count()
    removal.arrivals = remove_arrivals(Q(slot__in=slot_ids) | Q(booking__in=bookings), slot_ids)
    Notice.objects.filter(booking__in=bookings).delete()
    BookingChange.objects.filter(booking__in=bookings).delete()
    bookings.delete()
    venues = Venue.objects.filter(slug__startswith=SLUG, source=SAMPLE).exclude(sessions__in=kept)
    for rows in (slots, sessions, venues):
        delete_with_history(rows)
    return removal


def remove_arrivals(concerned: Q, slot_ids: list[int]) -> int:
    """Remove what happened at these doors, and what became of the bookings elsewhere, where people are counted again."""
    rows = Arrival.objects.filter(concerned)
    elsewhere = {*rows.exclude(slot__in=slot_ids).values_list("slot", flat=True)}
    CheckIn.objects.filter(concerned).delete()
    count = rows.count()
    rows.filter(about__isnull=False).delete()
    rows.delete()
    count_people_in_again(elsewhere)
    return count


def delete_with_history(rows: QuerySet):
    """Delete the rows one by one, as their signals expect, with the versions that are kept of them."""
    keys = [row.pk for row in rows]
    for row in rows:
        row.delete()
    rows.model.history.filter(id__in=keys).delete()
