"""What staff decide on: a pending class booking, or the request for a change of a confirmed one."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from events.bookings import change_decisions, services
from events.bookings.change_requests import describe_change
from events.bookings.existing_bookings import find_overlapping_bookings
from events.models import Booking, BookingChange, TimeSlot

SHOWN_RELATIONS = ("slot__session__week", "slot__session__venue", "school")


@dataclass(frozen=True, kw_only=True)
class DecisionCase:
    """`change` is the request decided on; without one it is the booking itself."""

    booking: Booking
    change: BookingChange | None = None

    @classmethod
    def of_booking(cls, booking: Booking):
        return cls(booking=booking)

    @property
    def input_name(self) -> str:
        """The name of the hidden field with its number, which a posted form says what it decides on with."""
        return "request" if self.change else "booking"

    @property
    def number(self) -> int:
        return self.change.pk if self.change else self.booking.pk

    @property
    def choice_name(self) -> str:
        return self.name_field("choice")

    def name_field(self, part: str) -> str:
        """Return the name of one of the fields of its row."""
        return f"{part}-request-{self.number}" if self.change else f"{part}-{self.number}"

    @property
    def asked(self) -> str:
        return describe_change(self.change) if self.change else ""

    @property
    def adults(self) -> int:
        return (self.change or self.booking).adults

    @property
    def pupils(self) -> int:
        return (self.change or self.booking).pupils

    @property
    def slot(self) -> TimeSlot:
        """The slot in which it holds the places that are decided on."""
        return (self.change or self.booking).slot

    @property
    def waits_since(self) -> dt.datetime:
        return (self.change or self.booking).created_at

    @property
    def expires_at(self) -> dt.datetime:
        return (self.change or self.booking).expires_at

    def is_open(self, now: dt.datetime) -> bool:
        if self.change:
            return self.change.is_pending and not self.change.has_expired(now)
        return self.booking.state == Booking.State.PENDING and not self.booking.has_expired(now)

    def approve(self, **arguments):
        if self.change:
            return change_decisions.approve_change(change_id=self.change.pk, **arguments)
        return services.approve_booking(booking_id=self.booking.pk, **arguments)

    def reject(self, **arguments):
        if self.change:
            return change_decisions.reject_change(change_id=self.change.pk, **arguments)
        return services.reject_booking(booking_id=self.booking.pk, **arguments)


def cases_of_bookings(bookings: QuerySet[Booking], now: dt.datetime, *, most: int | None = None) -> list[DecisionCase]:
    """Return what is to be decided about each booking, the soonest deadline first; the booking itself if nothing is.

    With `most`, the first are found by themselves: together with all their relations PostgreSQL would join every booking.
    """
    order = (decide_until(now).asc(nulls_last=True), "pk")
    if most is not None:
        bookings = Booking.objects.filter(pk__in=bookings.order_by(*order).values("pk")[:most])
    rows = with_change_to_decide(bookings.prefetch_related(None), now).select_related(*SHOWN_RELATIONS).order_by(*order)
    return [DecisionCase(booking=booking, change=change_to_decide(booking)) for booking in rows]


def cases_of_changes(changes: QuerySet[BookingChange]) -> list[DecisionCase]:
    """Return the requests themselves, whatever has become of them."""
    relations = [f"booking__{name}" for name in SHOWN_RELATIONS]
    rows = changes.select_related("slot__session", *relations).order_by("expires_at", "pk")
    return [DecisionCase(booking=change.booking, change=change) for change in rows]


def find_overlaps(cases: Sequence[DecisionCase], now: dt.datetime) -> dict[int, list[Booking]]:
    """Return {booking id: other live bookings of its class at the time that is decided on}."""
    moved = {case.booking.pk: case.slot for case in cases if case.change}
    return find_overlapping_bookings([case.booking for case in cases], now, moved=moved)


def with_change_to_decide(bookings: QuerySet[Booking], now: dt.datetime) -> QuerySet[Booking]:
    """Read with each booking the request for a change of it that awaits a decision: `change_to_decide` returns it."""
    awaiting = BookingChange.objects.awaiting_decision(now).select_related("slot__session")
    return bookings.prefetch_related(Prefetch("change_requests", awaiting, to_attr="changes_to_decide"))


def change_to_decide(booking: Booking) -> BookingChange | None:
    return next(iter(booking.changes_to_decide), None)


def decide_until(now: dt.datetime) -> Coalesce:
    """When a pending booking, or the pending request for a change of it, lapses."""
    asked = BookingChange.objects.awaiting_decision(now).filter(booking=OuterRef("pk"))
    return Coalesce("expires_at", Subquery(asked.values("expires_at")[:1]))


def concerning_slot(slot_id, now: dt.datetime) -> Q:
    """Bookings of the slot, and those whose booker asks to be moved there."""
    asked = BookingChange.objects.awaiting_decision(now).filter(slot=slot_id)
    return Q(slot=slot_id) | Q(pk__in=asked.values("booking"))
