"""The lists that the numbers of the first page lead to. Each shows just the rows that its number counts."""

import datetime as dt
from urllib.parse import urlencode

from django.urls import reverse

from content.local_time import day_bounds
from events.models import Booking, TimeSlot

TAKING_PLACES = ",".join(Booking.PLACE_STATES)


def list_of(model: str, **query) -> str:
    address = reverse(f"admin:events_{model}_changelist")
    return f"{address}?{urlencode(query)}" if query else address


def made_on(day: dt.date) -> str:
    return list_of("booking", **within("created_at", day))


def slots_on(day: dt.date) -> str:
    return list_of("timeslot", **within("starts_at", day))


def arrivals_on(day: dt.date) -> str:
    return list_of("arrival", verdict__exact="admitted", **within("slot__starts_at", day))


def taken_on(day: dt.date) -> str:
    return list_of("booking", day=day.isoformat(), state__in=TAKING_PLACES)


def expected_on(day: dt.date) -> str:
    return list_of("booking", day=day.isoformat(), state__exact=Booking.State.CONFIRMED)


def taken_in(slot: TimeSlot) -> str:
    return list_of("booking", slot__id__exact=slot.pk, state__in=TAKING_PLACES)


def waiting_for(slot: TimeSlot) -> str:
    return list_of("booking", slot__id__exact=slot.pk, state__exact=Booking.State.WAITLISTED)


def arrivals_at(slot: TimeSlot) -> str:
    return list_of("arrival", slot__id__exact=slot.pk, verdict__exact="admitted")


def within(field: str, day: dt.date) -> dict[str, str]:
    start, end = day_bounds(day)
    return {f"{field}__gte": start.isoformat(), f"{field}__lt": end.isoformat()}
