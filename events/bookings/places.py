"""Slots as pages show them: each with how full it is, how that looks, and where it is booked."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from events.bookings.queries import Availability, availability, with_places
from events.models import EventSession, TimeSlot


@dataclass(frozen=True)
class Place:
    """One slot and how full it is; `look` is the state as the visitor sees it."""

    slot: TimeSlot
    availability: Availability
    now: dt.datetime

    @cached_property
    def look(self) -> str:
        places, state = self.availability, self.availability.state
        if state in ("cancelled", "past"):
            return state
        if places.is_live:
            return "live"
        if places.capacity is None:
            return "free"
        if state == "closed":
            is_today = self.slot.day == timezone.localdate(self.now)
            return "onsite" if is_today and self.slot.session.takes_individuals else "closed"
        if state == "open":
            return "few" if places.is_few else "open"
        return state

    @property
    def css(self) -> str:
        return {"onsite": "closed", "soon": "closed", "waitlist": "full"}.get(self.look, self.look)

    @property
    def has_meter(self) -> bool:
        return self.availability.capacity is not None and self.look in ("open", "few", "waitlist", "full", "soon")

    @property
    def is_bookable(self) -> bool:
        return self.availability.is_open and not self.availability.too_few_for_class

    @property
    def book_url(self) -> str:
        as_class = "&as=class" if self.slot.session.is_for_classes else ""
        return f"{reverse('session_book', args=[self.slot.session.slug])}?slot={self.slot.pk}{as_class}"


def published_slots(now: dt.datetime) -> QuerySet[TimeSlot]:
    """Slots of published sessions with their places, ready to be shown."""
    slots = TimeSlot.objects.filter(session__in=EventSession.objects.published())
    return (
        with_places(slots, now)
        .select_related("session__week", "session__venue__parent", "session__host_school")
        .prefetch_related("session__audiences")
        .order_by("starts_at", "session__sort_key", "pk")
    )


def places_of(slots: QuerySet[TimeSlot], now: dt.datetime, *, open_only: bool = False) -> list[Place]:
    places = [Place(slot, availability(slot, now), now) for slot in slots]
    return [place for place in places if place.availability.is_open] if open_only else places
