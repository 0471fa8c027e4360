"""Who is expected at the door, and who has arrived."""

import datetime as dt

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from events.models import Arrival, Booking, TimeSlot
from schools.scoping import within_own_schools


def slots_of_day(user, start: dt.datetime, end: dt.datetime) -> QuerySet[TimeSlot]:
    """Return the slots of the user's schools that start between the two moments, with `expected` and `arrived` people."""
    slots = TimeSlot.objects.filter(starts_at__gte=start, starts_at__lt=end, cancelled_at=None, session__cancelled_at=None)
    own_slots = within_own_schools(slots, user, "session__host_school").select_related("session__venue")
    return with_expected_and_arrived(own_slots).order_by("starts_at", "pk")


def with_expected_and_arrived(slots: QuerySet[TimeSlot]) -> QuerySet[TimeSlot]:
    confirmed = Booking.objects.filter(state=Booking.State.CONFIRMED)
    admitted = Arrival.objects.filter(verdict=Arrival.Verdict.ADMITTED)
    return slots.annotate(expected=sum_people_of_slot(confirmed), arrived=sum_people_of_slot(admitted))


def sum_people_of_slot(rows):
    total = rows.filter(slot=OuterRef("pk")).order_by().values("slot").annotate(total=Sum("people")).values("total")
    return Coalesce(Subquery(total), 0)


def with_guest_list(slots: QuerySet[TimeSlot]) -> QuerySet[TimeSlot]:
    """Prefetch `guests`, the confirmed bookings; `came` is how many people of each have arrived."""
    admitted = Arrival.objects.filter(verdict=Arrival.Verdict.ADMITTED, booking=OuterRef("pk")).order_by().values("booking")
    came = Coalesce(Subquery(admitted.annotate(total=Sum("people")).values("total")), 0)
    confirmed = Booking.objects.filter(state=Booking.State.CONFIRMED).annotate(came=came)
    guests = confirmed.select_related("school").order_by("contact_name", "pk")
    return slots.prefetch_related(Prefetch("bookings", guests, to_attr="guests"))
