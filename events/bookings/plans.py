"""Plans: one class books several sessions of one day, all of them or none.

The places are held at once, for ten minutes, which can be made twenty once, and count as taken until the second step books
them or the hold expires.
"""

import datetime as dt
from collections.abc import Sequence
from itertools import combinations

from django.db import transaction

from events import time_spans
from events.bookings import errors, expiry, rules, transitions
from events.bookings.counters import counts_deed
from events.bookings.existing_bookings import find_other_bookings
from events.bookings.locks import lock_for_booking, promote_into_free_places
from events.bookings.queries import build_attempt
from events.bookings.services import BookerDetails, record_consent
from events.bookings.submissions import find_standing_booking, find_submission, hash_request, record_submission
from events.bookings.transitions import VISITOR, Actor
from events.bookings.waiting_list import party_of_booking
from events.models import Booking, Notice, TimeSlot
from events.models.booking import new_token
from events.notices import outbox


@counts_deed("hold_plan")
@transaction.atomic
def hold_plan(
    *,
    slot_ids: Sequence[int],
    pupils: int,
    adults: int,
    now: dt.datetime,
    token: str = "",
    actor: Actor = VISITOR,
) -> list[Booking]:
    """Hold the places of a class in every slot, or in none, for ten minutes; the bookings share one `plan`.

    The same request with the same form `token` returns what it held before, and holds it anew if that has ended. Raises
    `PlanBooked` if that has been booked since, `PlanClash` if two slots overlap, `PlanOfOneDay` if they are on several days,
    `PlanRefused` with the refusal of one slot, `TimeSlot.DoesNotExist` for an unknown id.
    """
    request_hash = hash_request(slots=sorted(set(slot_ids)), pupils=pupils, adults=adults)
    slots = lock_for_booking(slot_ids, now, token=token)
    if submission := find_submission(token, request_hash):
        return renew_holds(list_plan_bookings(submission.booking.plan), slots, now=now, actor=actor)
    if not set(slot_ids) <= set(slots):
        raise TimeSlot.DoesNotExist
    chosen = sorted((slots[pk] for pk in set(slot_ids)), key=lambda slot: slot.starts_at)
    check_plan_times(chosen)
    party = rules.Party(kind=Booking.Kind.CLASS, people=pupils + adults, pupils=pupils, adults=adults)
    plan = new_token()
    held = [
        hold_places(
            Booking(slot=slot, plan=plan, booked_by=actor.user, created_at=now, **vars(party)), slot, now=now, actor=actor
        )
        for slot in chosen
    ]
    record_submission(token, request_hash, held[0], now)
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


def hold_places(booking: Booking, slot: TimeSlot, *, now: dt.datetime, actor: Actor) -> Booking:
    """Take the places of a new or ended hold for ten minutes. Raises `PlanRefused`."""
    try:
        rules.check_rules(build_attempt(slot, now, party=party_of_booking(booking)))
    except errors.BookingError as refusal:
        raise errors.PlanRefused(slot.session.title, refusal) from refusal
    transitions.take_places(slot, booking.people)
    from_state = booking.state
    booking.state, booking.expires_at, booking.changed_at = Booking.State.HELD, expiry.hold_until(now), now
    booking.save()
    transitions.record_booking_event(booking, actor=actor, now=now, from_state=from_state)
    return booking


def renew_holds(bookings: list[Booking], slots: dict[int, TimeSlot], *, now: dt.datetime, actor: Actor) -> list[Booking]:
    """Return the held bookings of a plan; hold again those whose hold has ended. Raises `PlanBooked`, `PlanRefused`.

    Staff may have moved its slots since: raises `PlanClash` or `PlanOfOneDay` as for a new plan.
    """
    if any(booking.contact_name or booking.erased_at for booking in bookings):
        raise errors.PlanBooked()
    check_plan_times([slots[booking.slot_id] for booking in bookings])
    for booking in bookings:
        if booking.state != Booking.State.HELD:
            hold_places(booking, slots[booking.slot_id], now=now, actor=actor)
    return bookings


@counts_deed("book_plan")
@transaction.atomic
def book_plan(*, plan: str, details: BookerDetails, now: dt.datetime, token: str = "", actor: Actor = VISITOR) -> list[Booking]:
    """Make the held bookings of a plan pending, all or none, and return them. What lapsed meanwhile is held anew.

    The same request with the same form `token` returns the same bookings. Raises `PlanBooked` if another request has booked
    the plan, `PlanOver` if a hold has ended and the places are gone, `PlanClash` or `PlanOfOneDay` if staff have moved its
    slots so, the `BookingError` of a class that is booked already.
    """
    request_hash = hash_request(plan=plan, phone=details.phone, **details.as_sent())
    bookings = list_plan_bookings(plan)
    class_key = name_class(bookings, details)
    slots = lock_for_booking(
        [booking.slot_id for booking in bookings], now, token=token, phones=[details.phone], classes=[class_key]
    )
    if submission := find_submission(token, request_hash):
        standing = find_standing_booking(submission, details.phone, now)
        return sorted(list_plan_bookings(plan), key=lambda booking: booking.pk != standing.pk)
    bookings = hold_lapsed_again(list_plan_bookings(plan), slots, now=now, actor=actor)
    name_class(bookings, details)
    for booking in bookings:
        check_class_of_plan(booking, slots[booking.slot_id], now, others=len(bookings) - 1)
    for booking in bookings:
        book_held_slot(booking, details, now=now, actor=actor)
    record_submission(token, request_hash, bookings[0], now)
    return bookings


def name_class(bookings: list[Booking], details: BookerDetails) -> str:
    """Enter the details into the bookings in memory; return the key of the class, blank without bookings."""
    for booking in bookings:
        for name, value in vars(details).items():
            setattr(booking, name, value)
        booking.class_key = booking.make_class_key()
    return bookings[0].class_key if bookings else ""


def hold_lapsed_again(bookings: list[Booking], slots: dict[int, TimeSlot], *, now: dt.datetime, actor: Actor) -> list[Booking]:
    has_ended = not bookings or any(booking.state not in (Booking.State.HELD, Booking.State.LAPSED) for booking in bookings)
    if any(booking.contact_name for booking in bookings):
        raise errors.PlanBooked()
    if has_ended or not set(slots) >= {booking.slot_id for booking in bookings}:
        raise errors.PlanOver()
    try:
        return renew_holds(bookings, slots, now=now, actor=actor)
    except errors.PlanRefused as refusal:
        raise errors.PlanOver() from refusal


def check_class_of_plan(booking: Booking, slot: TimeSlot, now: dt.datetime, *, others: int):
    """Raise if the class is booked at that time already, or its number has too many bookings without a decision.

    `others` are the plan's other bookings, which count as well.
    """
    found = find_other_bookings(booking, now)
    found["undecided_classes"] += others
    party = party_of_booking(booking)
    rules.check_rules(build_attempt(slot, now, party=party, held=booking.people, **found), rules.ONE_PLACE_RULES)


def book_held_slot(booking: Booking, details: BookerDetails, *, now: dt.datetime, actor: Actor):
    record_consent(booking, now)
    booking.state, booking.expires_at = Booking.State.PENDING, expiry.pending_until(booking.slot, now)
    booking.changed_at = now
    booking.save()
    transitions.record_booking_event(booking, actor=actor, now=now, from_state=Booking.State.HELD)
    outbox.write_notice(booking, Notice.Kind.RECEIVED, now=now)


@transaction.atomic
def extend_hold(*, plan: str, now: dt.datetime) -> list[Booking]:
    """Hold the places of a plan for ten minutes more and return its bookings.

    Raises `PlanBooked` if it has been booked, `PlanOver` if a hold has ended, `HoldExtended` if that was done before.
    """
    lock_for_booking([booking.slot_id for booking in list_plan_bookings(plan)], now)
    bookings = list_plan_bookings(plan)
    if any(booking.contact_name or booking.erased_at for booking in bookings):
        raise errors.PlanBooked()
    if not bookings or any(booking.state != Booking.State.HELD for booking in bookings):
        raise errors.PlanOver()
    if any(expiry.is_hold_extended(booking) for booking in bookings):
        raise errors.HoldExtended()
    for booking in bookings:
        booking.expires_at += expiry.HOLD
        booking.save(update_fields=["expires_at"])
    return bookings


@transaction.atomic
def drop_plan(*, plan: str, now: dt.datetime):
    """Release the held places before the hold expires, because the teacher goes back to choose others."""
    slots = lock_for_booking([booking.slot_id for booking in list_plan_bookings(plan)], now)
    for booking in list_plan_bookings(plan):
        if booking.state == Booking.State.HELD:
            transitions.change_state(booking, Booking.State.CANCELLED, now=now, actor=VISITOR)
    promote_into_free_places(slots, now)


def list_plan_bookings(plan: str) -> list[Booking]:
    """Return the bookings of a plan by time; none for a blank token."""
    related = "slot__session__week", "slot__session__venue"
    return list(Booking.objects.filter(plan=plan).exclude(plan="").select_related(*related).order_by("slot__starts_at", "pk"))
