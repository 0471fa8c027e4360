"""Plans: one class books several sessions of one day, all of them or none.

The places are held at once, for ten minutes, and count as taken until the second step books them or the hold expires.
"""

import datetime as dt
from collections.abc import Sequence
from itertools import combinations

from django.db import transaction

from events import time_spans
from events.bookings import errors, expiry, rules, transitions
from events.bookings.locks import lock_phones, lock_slots, promote_into_free_places
from events.bookings.queries import build_attempt
from events.bookings.services import BookerDetails
from events.bookings.transitions import VISITOR, Actor
from events.models import Booking, Notice, TimeSlot
from events.models.booking import new_token
from events.notices import outbox


@transaction.atomic
def hold_plan(
    *,
    slot_ids: Sequence[int],
    pupils: int,
    adults: int,
    now: dt.datetime,
    submission: str = "",
    actor: Actor = VISITOR,
) -> list[Booking]:
    """Hold the places of a class in every slot, or in none, for ten minutes; the bookings share one `plan` token.

    Return the earlier bookings if the `submission` is known. Raises `PlanClash` if two slots overlap, `PlanOfOneDay` if
    they are on several days, `PlanRefused` with the refusal of one slot, `TimeSlot.DoesNotExist` for an unknown id.
    """
    locked = lock_slots(slot_ids, now)
    if submission and (same := Booking.objects.filter(submission=submission).first()):
        return list_plan_bookings(same.plan)
    if not set(slot_ids) <= set(locked):
        raise TimeSlot.DoesNotExist
    slots = sorted((locked[pk] for pk in set(slot_ids)), key=lambda slot: slot.starts_at)
    check_plan_times(slots)
    party = rules.Party(kind=Booking.Kind.CLASS, people=pupils + adults, pupils=pupils, adults=adults)
    plan = new_token()
    held = [hold_slot(slot, party, plan, now=now, actor=actor) for slot in slots]
    held[0].submission = submission or None
    held[0].save(update_fields=["submission"])
    return held


def check_plan_times(slots: Sequence[TimeSlot]):
    if len({slot.day for slot in slots}) > 1:
        raise errors.PlanOfOneDay()
    for one, other in combinations(slots, 2):
        if time_spans.slots_overlap(one, other):
            raise errors.PlanClash(
                f"{one.session.title} {time_spans.format_time_span(one)}",
                f"{other.session.title} {time_spans.format_time_span(other)}",
            )


def hold_slot(slot: TimeSlot, party: rules.Party, plan: str, *, now: dt.datetime, actor: Actor) -> Booking:
    try:
        rules.check_rules(build_attempt(slot, now, party=party))
    except errors.BookingError as refusal:
        raise errors.PlanRefused(slot.session.title, refusal) from refusal
    transitions.take_places(slot, party.people)
    booking = Booking.objects.create(
        slot=slot,
        state=Booking.State.HELD,
        plan=plan,
        expires_at=expiry.hold_until(now),
        booked_by=actor.user,
        created_at=now,
        changed_at=now,
        **vars(party),
    )
    transitions.record_booking_event(booking, actor=actor, now=now, from_state="")
    return booking


@transaction.atomic
def book_plan(*, plan: str, details: BookerDetails, now: dt.datetime, actor: Actor = VISITOR) -> list[Booking]:
    """Make the held bookings of a plan pending; return them. Doing it again returns the same bookings.

    Raises `PlanOver` when the hold has expired; then none of the plan is booked.
    """
    lock_phones(details.phone)
    bookings = list_plan_bookings(plan)
    lock_slots([booking.slot_id for booking in bookings], now)
    bookings = list_plan_bookings(plan)
    if bookings and all(booking.contact_name for booking in bookings):
        return bookings
    if not bookings or any(booking.state != Booking.State.HELD for booking in bookings):
        raise errors.PlanOver()
    for booking in bookings:
        book_held_slot(booking, details, now=now, actor=actor)
    return bookings


def book_held_slot(booking: Booking, details: BookerDetails, *, now: dt.datetime, actor: Actor):
    for name, value in vars(details).items():
        setattr(booking, name, value)
    booking.consented_at, booking.consent_version = now, booking.slot.session.week.privacy_version
    booking.guardian_consented = True
    booking.state, booking.expires_at = Booking.State.PENDING, expiry.pending_until(booking.slot, now)
    booking.changed_at = now
    booking.save()
    transitions.record_booking_event(booking, actor=actor, now=now, from_state=Booking.State.HELD)
    outbox.write_notice(booking, Notice.Kind.RECEIVED, now=now)


@transaction.atomic
def drop_plan(*, plan: str, now: dt.datetime):
    """Release the held places before the hold expires, because the teacher goes back to choose others."""
    held = [booking for booking in list_plan_bookings(plan) if booking.state == Booking.State.HELD]
    slots = lock_slots([booking.slot_id for booking in held], now)
    for booking in list_plan_bookings(plan):
        if booking.state == Booking.State.HELD:
            transitions.change_state(booking, Booking.State.CANCELLED, now=now, actor=VISITOR)
    promote_into_free_places(slots, now)


def list_plan_bookings(plan: str) -> list[Booking]:
    """Return the bookings of a plan by time; none for a blank token."""
    related = "slot__session__week", "slot__session__venue"
    return list(Booking.objects.filter(plan=plan).exclude(plan="").select_related(*related).order_by("slot__starts_at", "pk"))
