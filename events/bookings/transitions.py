"""Basic writes to places, states and history of bookings. The caller holds the locks of the slots."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F

from accounts.models import User
from events.bookings import errors
from events.models import Booking, BookingEvent, TimeSlot


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who changes a booking: a visitor, a member of staff, or the clock."""

    kind: str = BookingEvent.Actor.VISITOR
    user: User | None = None

    @property
    def is_visitor(self) -> bool:
        return self.kind == BookingEvent.Actor.VISITOR


VISITOR = Actor()
CLOCK = Actor(kind=BookingEvent.Actor.CLOCK)


def staff_actor(user: User) -> Actor:
    return Actor(kind=BookingEvent.Actor.STAFF, user=user)


def take_places(slot: TimeSlot, people: int):
    """Take all the places with one conditional update; raises `SlotFull` if they are not free."""
    free = TimeSlot.objects.filter(pk=slot.pk, places_taken__lte=F("bookable") - people)
    if not free.update(places_taken=F("places_taken") + people):
        raise errors.SlotFull()


def release_places(slot_id: int, people: int):
    TimeSlot.objects.filter(pk=slot_id).update(places_taken=F("places_taken") - people)


def change_state(booking: Booking, state: str, *, now: dt.datetime, actor: Actor, reason: str = ""):
    """Write the new state and the history row, and release the places if it no longer takes any."""
    before, took_places = booking.state, booking.takes_places
    booking.state, booking.changed_at = state, now
    if state not in (Booking.State.HELD, Booking.State.PENDING):
        booking.expires_at = None
    booking.save(update_fields=["state", "changed_at", "expires_at"])
    if took_places and not booking.takes_places:
        release_places(booking.slot_id, booking.people)
    record_booking_event(booking, actor=actor, now=now, from_state=before, reason=reason)


def record_booking_event(booking: Booking, *, actor: Actor, now: dt.datetime, from_state: str, **more):
    """Record the state, slot and people that the booking has now; `more` is what `BookingEvent` keeps from before, and why."""
    build_booking_event(booking, actor=actor, now=now, from_state=from_state, **more).save()


def record_booking_events(
    bookings: Iterable[Booking],
    *,
    actor: Actor,
    now: dt.datetime,
    from_state: str,
    from_people: Mapping[int, int],
    reason: str = "",
):
    """Record the same event of many bookings in one statement; `from_people` is {booking id: people before}."""
    BookingEvent.objects.bulk_create(
        build_booking_event(one, actor=actor, now=now, from_state=from_state, from_people=from_people.get(one.pk), reason=reason)
        for one in bookings
    )


def build_booking_event(
    booking: Booking,
    *,
    actor: Actor,
    now: dt.datetime,
    from_state: str,
    from_slot: TimeSlot | None = None,
    from_people: int | None = None,
    reason: str = "",
) -> BookingEvent:
    return BookingEvent(
        booking=booking,
        at=now,
        actor=actor.kind,
        user=actor.user,
        from_state=from_state,
        to_state=booking.state,
        from_slot=from_slot,
        to_slot_id=booking.slot_id,
        from_people=from_people,
        to_people=booking.people,
        reason=reason[:200],
    )
