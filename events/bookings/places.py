"""Slots as pages show them: with their availability and the address where they are booked."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from django.urls import reverse

from events.bookings.queries import Availability, slot_availability, with_places
from events.models import Audience, EventSession, TimeSlot

METERED = ("open", "few", "too_few", "waitlist", "full", "soon")  # looks shown with a bar of the places left


@dataclass(frozen=True)
class SlotPlaces:
    """A slot with its availability."""

    slot: TimeSlot
    availability: Availability
    rendered: dict = field(default_factory=dict, compare=False, repr=False)  # parts of pages that show nothing else

    @property
    def alone(self) -> tuple["SlotPlaces"]:
        return (self,)

    @property
    def look(self) -> str:
        return self.availability.look

    @property
    def has_meter(self) -> bool:
        return self.availability.capacity is not None and self.look in METERED

    @property
    def is_bookable(self) -> bool:
        return self.availability.is_bookable

    def is_bookable_by(self, audiences: Collection[str]) -> bool:
        """Whether somebody of these audiences can book it now: a class what takes classes, others what takes individuals.

        Without audiences: whether anybody can.
        """
        if not audiences:
            return self.is_bookable
        as_class = Audience.Code.CLASS in audiences and self.availability.is_open_to_classes
        return as_class or (self.slot.session.takes_individuals and self.is_bookable and {*audiences} != {Audience.Code.CLASS})

    def as_seen_by(self, audiences: Collection[str]) -> "SlotPlaces":
        """Return it as these audiences read it: what individuals can still book may have closed for a class, or be too little."""
        look = self.availability.look_for_classes
        if {*audiences} != {Audience.Code.CLASS} or self.look not in ("open", "few") or look in ("", self.look):
            return self
        if (seen := self.rendered.get("as class")) is None:
            closed = {"state": "closed", "left": None} if look == "closed" else {}
            availability = replace(self.availability, look=look, **closed)
            seen = self.rendered["as class"] = SlotPlaces(self.slot, availability)
        return seen

    @property
    def book_url(self) -> str:
        as_class = "&as=class" if self.slot.session.is_for_classes else ""
        return f"{reverse('session_book', args=[self.slot.session.slug])}?slot={self.slot.pk}{as_class}"


def published_slots(now: dt.datetime) -> QuerySet[TimeSlot]:
    """Slots of published sessions, annotated and with everything `SlotPlaces` and the programme need."""
    slots = TimeSlot.objects.filter(session__in=EventSession.objects.published())
    return (
        with_places(slots, now)
        .select_related("session__week", "session__venue__parent", "session__host_school")
        .prefetch_related("session__audiences")
        .order_by("starts_at", "session__sort_key", "pk")
    )


def list_slot_places(slots: QuerySet[TimeSlot], now: dt.datetime, *, for_class: bool | None = None) -> list[SlotPlaces]:
    """Return the slots with their places; `for_class` as in `slot_availability`."""
    return [SlotPlaces(slot, slot_availability(slot, now, for_class=for_class)) for slot in slots]
