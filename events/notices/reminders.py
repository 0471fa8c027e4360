"""Reminders: one for each confirmed booking and start time of its slot, from 17:00 of the day before."""

import datetime as dt

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, ExtractDay, ExtractHour, ExtractMinute, ExtractMonth, ExtractYear
from django.utils import timezone

from content.local_time import day_bounds, moment_of_day
from events.models import Booking, Notice

REMINDER_TIME = dt.time(17, 0)
REMINDER_KIND = Notice.Kind.REMINDER


def bookings_to_remind(now: dt.datetime) -> QuerySet[Booking]:
    """Return the bookings to be reminded now: of slots tomorrow once it is 17:00, and of slots later today.

    Today's are those that were not reminded yesterday evening, for example because no worker ran. Bookings made,
    confirmed or changed after 17:00 of the day before are left out: their bookers have just had a notice.
    """
    today, tomorrow = timezone.localdate(now), timezone.localdate(now) + dt.timedelta(days=1)
    of_today = Q(slot__starts_at__lt=day_bounds(today)[1], changed_at__lt=evening_before(today))
    of_tomorrow = Q(slot__starts_at__gte=day_bounds(tomorrow)[0], changed_at__lt=evening_before(tomorrow))
    days = of_today | of_tomorrow if now >= evening_before(tomorrow) else of_today
    end = day_bounds(tomorrow)[1]
    reminders = Notice.objects.filter(event_key=OuterRef("reminder_key"))
    coming = Booking.objects.filter(days, slot__starts_at__gt=now, slot__starts_at__lt=end, state=Booking.State.CONFIRMED)
    coming = coming.filter(erased_at=None, slot__cancelled_at=None, slot__session__cancelled_at=None)
    coming = coming.exclude(source=Booking.Source.SAMPLE)  # samples have no real people
    return (
        coming.annotate(reminder_key=reminder_key_expression("pk", "slot__starts_at"))
        .filter(~Exists(reminders))
        .select_related("slot__session__venue__parent", "slot__session__week")
        .order_by("slot__starts_at", "pk")
    )


def drop_outdated_reminder_calls(now: dt.datetime) -> int:
    """Drop outdated reminders from the call list; other channels check this when they send. Return how many."""
    has_changed = (
        ~Q(booking__state=Booking.State.CONFIRMED)
        | Q(booking__slot__starts_at__lte=now)
        | Q(booking__slot__cancelled_at__isnull=False)
        | Q(booking__slot__session__cancelled_at__isnull=False)
        | ~Q(event_key__startswith=reminder_key_expression("booking_id", "booking__slot__starts_at"))
    )
    return Notice.objects.to_call().filter(has_changed, kind=REMINDER_KIND).update(state=Notice.State.DROPPED)


def is_reminder_current(notice: Notice, now: dt.datetime) -> bool:
    """Whether the booking is still confirmed for the start the reminder was written for, and that is still to come."""
    booking, slot = notice.booking, notice.booking.slot
    is_coming = booking.state == Booking.State.CONFIRMED and not slot.is_cancelled and now < slot.starts_at
    return is_coming and f"{notice.event_key}:".startswith(f"{booking_reminder_key(booking)}:")


def booking_reminder_key(booking: Booking) -> str:
    return f"{booking.pk}:{REMINDER_KIND}:{booking.slot.starts_at.astimezone(dt.UTC):%Y%m%d%H%M}"


def reminder_key_expression(pk: str, starts_at: str) -> Concat:
    """`booking_reminder_key` as a database expression."""
    parts = (ExtractYear, ExtractMonth, ExtractDay, ExtractHour, ExtractMinute)
    number = Value(0, BigIntegerField())
    for part in parts:
        number = number * 100 + Cast(part(starts_at, tzinfo=dt.UTC), BigIntegerField())
    return Concat(Cast(pk, CharField()), Value(f":{REMINDER_KIND}:"), Cast(number, CharField()), output_field=CharField())


def evening_before(day: dt.date) -> dt.datetime:
    return moment_of_day(day - dt.timedelta(days=1), REMINDER_TIME)
