"""Addresses of the lists that the numbers of the dashboard link to. Each list shows just the rows that its number counts."""

import datetime as dt
from urllib.parse import urlencode

from django.urls import reverse

from content.local_time import day_bounds
from events.models import Booking, TimeSlot

EVERY_EDITION = "every"  # instead of an edition's key in the filter of a list


def changelist_url(model: str, **query) -> str:
    address = reverse(f"admin:events_{model}_changelist")
    return f"{address}?{urlencode(query)}" if query else address


def whole_list_url(model: str, **query) -> str:
    """Return the address of the list of every edition."""
    return changelist_url(model, **query, slot__session__week__id__exact=EVERY_EDITION)


def bookings_made_on_url(day: dt.date) -> str:
    return changelist_url("booking", **day_range_query("created_at", day))


def slots_on_day_url(day: dt.date) -> str:
    return changelist_url("timeslot", **day_range_query("starts_at", day))


def arrivals_on_day_url(day: dt.date) -> str:
    return changelist_url("arrival", verdict__exact="admitted", **day_range_query("slot__starts_at", day))


def bookings_on_day_url(day: dt.date) -> str:
    return changelist_url("booking", places=day.isoformat())


def expected_on_day_url(day: dt.date) -> str:
    return changelist_url("booking", day=day.isoformat(), state__exact=Booking.State.CONFIRMED)


def bookings_of_slot_url(slot: TimeSlot) -> str:
    return changelist_url("booking", places=slot.pk)


def waiting_for_slot_url(slot: TimeSlot) -> str:
    return changelist_url("booking", slot__id__exact=slot.pk, state__exact=Booking.State.WAITLISTED)


def arrivals_of_slot_url(slot: TimeSlot) -> str:
    return changelist_url("arrival", slot__id__exact=slot.pk, verdict__exact="admitted")


def day_range_query(field: str, day: dt.date) -> dict[str, str]:
    start, end = day_bounds(day)
    return {f"{field}__gte": start.isoformat(), f"{field}__lt": end.isoformat()}
