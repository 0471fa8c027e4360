"""Basic writes to places, states and history of bookings. The caller holds the locks of the slots."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from accounts.models import User
from content.prepared_inserts import build_row
from content.statements import Statement
from events.bookings import errors
from events.models import Booking, BookingChange, BookingEvent, TimeSlot


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who changes a booking: a visitor, a member of staff, or the clock."""

    kind: str = BookingEvent.Actor.VISITOR
    user: User | None = None

    @property
    def is_visitor(self) -> bool:
        return self.kind == BookingEvent.Actor.VISITOR


TAKE_PLACES = "UPDATE events_timeslot SET places_taken = places_taken + %s WHERE id = %s AND places_taken + %s <= bookable"
VISITOR = Actor()
CLOCK = Actor(kind=BookingEvent.Actor.CLOCK)


def staff_actor(user: User) -> Actor:
    return Actor(kind=BookingEvent.Actor.STAFF, user=user)


def take_places(slot: TimeSlot, people: int):
    """Take all the places with one conditional update; raises `SlotFull` if they are not free."""
    with connection.cursor() as cursor:
        cursor.execute(*make_taking_statement(slot, people))
        if not cursor.rowcount:
            raise errors.SlotFull()


def make_taking_statement(slot: TimeSlot, people: int) -> Statement:
    """Return the conditional update; it changes no row if the places are not free."""
    return TAKE_PLACES, [people, slot.pk, people]


def release_places(slot_id: int, people: int):
    TimeSlot.objects.filter(pk=slot_id).update(places_taken=F("places_taken") - people)


def change_state(booking: Booking, state: str, *, now: dt.datetime, actor: Actor, reason: str = ""):
    """Write the new state and the history row, and release the places if it no longer takes any, its request's too.

    What lapses keeps the moment at which its time was over.
    """
    before, took_places = booking.state, booking.takes_places
    if took_places and state not in Booking.PLACE_STATES:
        end_pending_change(booking, BookingChange.State.ENDED, now=now, actor=actor)
    booking.state, booking.changed_at = state, now
    if state not in (Booking.State.HELD, Booking.State.PENDING, Booking.State.LAPSED):
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


def end_pending_change(booking: Booking, state: str, *, now: dt.datetime, actor: Actor) -> BookingChange | None:
    """End the pending request for a change of this booking, if it has one; return it."""
    change = find_pending_change(booking)
    if change:
        end_change(change, state, now=now, actor=actor)
    return change


def find_pending_change(booking: Booking) -> BookingChange | None:
    return booking.change_requests.pending().select_related("slot__session__week").first() if booking.is_for_class else None


def end_change(change: BookingChange, state: str, *, now: dt.datetime, actor: Actor, reason: str = ""):
    """End a pending request that is not approved: release the places it held, and record it in the booking's history."""
    write_change_state(change, state, now=now, actor=actor, reason=reason)
    release_places(change.slot_id, change.places)
    record_change_event(change, actor=actor, now=now, reason=reason)


def write_change_state(change: BookingChange, state: str, *, now: dt.datetime, actor: Actor, reason: str = ""):
    change.state, change.decided_at, change.decided_by, change.reason = state, now, actor.user, reason[:200]
    change.save(update_fields=["state", "decided_at", "decided_by", "reason"])


def record_change_event(change: BookingChange, *, actor: Actor, now: dt.datetime, reason: str = ""):
    """Record that a request was made or ended, which leaves the booking as it is."""
    build_change_event(change, actor=actor, now=now, reason=reason).save()


def build_change_event(change: BookingChange, *, actor: Actor, now: dt.datetime, reason: str) -> BookingEvent:
    booking = change.booking
    return build_booking_event(booking, actor=actor, now=now, from_state=booking.state, reason=reason, change=change)


def build_booking_event(
    booking: Booking,
    *,
    actor: Actor,
    now: dt.datetime,
    from_state: str,
    from_slot: TimeSlot | None = None,
    from_people: int | None = None,
    reason: str = "",
    change: BookingChange | None = None,
) -> BookingEvent:
    return build_row(
        BookingEvent,
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
        change=change,
        change_state=change.state if change else "",
        reason=reason[:200],
    )
