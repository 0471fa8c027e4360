"""Who is expected at the door, and who has arrived."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import IntegerField, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from events.models import Arrival, Booking, BookingChange, TimeSlot
from schools.scoping import within_own_schools

NOT_APPROVED = (BookingChange.State.PENDING, BookingChange.State.REJECTED, BookingChange.State.LAPSED)
DOOR_RELATIONS = ("session__week", "session__venue", "session__host_school", "attendance")


def own_slots(user) -> QuerySet[TimeSlot]:
    """Return the slots of the user's schools, with `to_come` and `arrived` people, and what rules and pages need of them."""
    slots = within_own_schools(TimeSlot.objects.all(), user, "session__host_school")
    return with_door_numbers(slots).select_related(*DOOR_RELATIONS)


def with_door_numbers(slots: QuerySet[TimeSlot]) -> QuerySet[TimeSlot]:
    """Annotate `to_come`, the people of confirmed bookings who are not in, and `arrived`, everybody who is."""
    return slots.annotate(to_come=sum_people_of_slot(not_in_yet()), arrived=Coalesce("attendance__people_in", 0))


def slots_of_day(user, start: dt.datetime, end: dt.datetime) -> QuerySet[TimeSlot]:
    """Return the slots of the user's schools that start between the two moments and are not cancelled, by time."""
    slots = own_slots(user).filter(starts_at__gte=start, starts_at__lt=end, cancelled_at=None, session__cancelled_at=None)
    return slots.order_by("starts_at", "pk")


def with_expected_and_arrived(slots: QuerySet[TimeSlot]) -> QuerySet[TimeSlot]:
    """Annotate `expected`, the people of all confirmed bookings, and `arrived`, everybody who is in."""
    confirmed = Booking.objects.filter(state=Booking.State.CONFIRMED)
    return slots.annotate(expected=sum_people_of_slot(confirmed), arrived=sum_people_of_slot(Arrival.objects.all()))


def not_in_yet() -> QuerySet[Booking]:
    return Booking.objects.filter(state=Booking.State.CONFIRMED, check_in=None)


def sum_people_of_slot(rows):
    total = rows.filter(slot=OuterRef("pk")).order_by().values("slot").annotate(total=Sum("people")).values("total")
    return Coalesce(Subquery(total), 0, output_field=IntegerField())


def with_guest_list(slots: QuerySet[TimeSlot]) -> QuerySet[TimeSlot]:
    """Prefetch `guests`, the confirmed bookings with their `check_in`, those still to come first."""
    guests = door_bookings().filter(state=Booking.State.CONFIRMED).order_by("contact_name", "pk")
    return slots.prefetch_related(Prefetch("bookings", guests, to_attr="guests"))


def door_bookings() -> QuerySet[Booking]:
    """Return bookings with their school and `check_in`, and the change that was asked for last: `asked_state`, `asked_slot_id`,
    `asked_people`."""
    asked = asked_changes().filter(booking=OuterRef("pk")).order_by("-pk")
    return Booking.objects.select_related("school", "check_in").annotate(
        asked_state=Subquery(asked.values("state")[:1]),
        asked_slot_id=Subquery(asked.values("slot")[:1]),
        asked_people=Subquery(asked.values("people")[:1]),
    )


def asked_changes() -> QuerySet[BookingChange]:
    """Return the changes that stand for what a booker asked for; the last of a booking counts."""
    return BookingChange.objects.exclude(state=BookingChange.State.REPLACED)


def has_unapproved_change(booking: Booking) -> bool:
    """Whether the booking, read by `door_bookings`, stands although its booker asked for something else last."""
    return booking.asked_state in NOT_APPROVED


def arrivals_of_slots(slot_ids: Iterable[int]) -> QuerySet[Arrival]:
    """Return what happened at the door of these slots, the latest first."""
    rows = Arrival.objects.filter(slot__in=[*slot_ids]).select_related("slot__session", "booking__school", "recorded_by", "about")
    return rows.order_by("-arrived_at", "-pk")


def open_conflicts(rows: QuerySet[Arrival]) -> QuerySet[Arrival]:
    """Return the contradictions that nobody has settled or undone yet."""
    settled = Arrival.objects.filter(verdict__in=(Arrival.Verdict.SETTLED, Arrival.Verdict.UNDONE), about__isnull=False)
    return rows.filter(has_conflict=True).exclude(pk__in=settled.values("about"))
