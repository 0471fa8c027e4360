"""What becomes of a request for a change: staff approve or reject it, its booker withdraws it. Each owns its transaction."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.bookings import errors, rules, transitions
from events.bookings.change_requests import write_change_notices
from events.bookings.changes import resized_party, set_party
from events.bookings.counters import counts_deed
from events.bookings.existing_bookings import find_other_bookings
from events.bookings.locks import lock_booking, promote_into_free_places
from events.bookings.queries import build_attempt
from events.bookings.sequence import raise_sequence
from events.bookings.staff_deeds import Event, audit_booking_deed
from events.bookings.transitions import VISITOR, Actor
from events.models import Booking, BookingChange, Notice, TimeSlot
from events.notices import outbox

State = BookingChange.State


@counts_deed("approve_change")
@transaction.atomic
def approve_change(*, change_id: int, now: dt.datetime, actor: Actor) -> Booking:
    """Make the booking what the request asks for; what it no longer needs goes to the waiting list.

    It keeps its reference, token and UID; another time raises SEQUENCE. Raises `ChangeRequestOver` unless it is pending, or
    the `BookingError` of a rule that it has come to break.
    """
    change, slots = lock_pending_change(change_id, now)
    booking = change.booking
    party = resized_party(booking, pupils=change.pupils, adults=change.adults)
    check_still_allowed(booking, party, slots[change.slot_id], now)
    before, from_people = outbox.take_snapshot(booking), booking.people
    old, new = booking.slot, slots[change.slot_id]
    transitions.write_change_state(change, State.APPROVED, now=now, actor=actor)  # from here its places are the booking's
    if new.pk != old.pk:
        transitions.release_places(old.pk, booking.people)
        booking.slot = new
        raise_sequence(booking)
    set_party(booking, party)
    booking.changed_at = now
    booking.save()
    transitions.record_booking_event(
        booking,
        actor=actor,
        now=now,
        from_state=booking.state,
        from_slot=old if new.pk != old.pk else None,
        from_people=from_people,
        change=change,
    )
    outbox.write_notice(booking, Notice.Kind.CHANGE_APPROVED, now=now, before=before)
    audit_booking_deed(Event.CLASS_APPROVED, booking, actor=actor, detail=_("its request for a change"))
    promote_into_free_places([old.pk, new.pk], now)
    return booking


def check_still_allowed(booking: Booking, party: rules.Party, slot: TimeSlot, now: dt.datetime):
    """Raise if, since it was asked for, the class booked elsewhere or the other half of it grew."""
    others = find_other_bookings(booking, now)
    attempt = build_attempt(slot, now, party=party, held=party.people, booked_size=booking.pupils, **others)
    is_move = slot.pk != booking.slot_id
    rules.check_rules(attempt, [rules.check_one_class, rules.check_half] if is_move else rules.SIZE_RULES)


@counts_deed("reject_change")
@transaction.atomic
def reject_change(*, change_id: int, now: dt.datetime, actor: Actor, reason: str) -> Booking:
    """Reject the request, with a reason that the booker reads; the booking stands as it was. Raises as above."""
    change, _slots = lock_pending_change(change_id, now)
    booking = end_and_notify(change, State.REJECTED, now=now, actor=actor, reason=reason)
    audit_booking_deed(Event.CLASS_REJECTED, booking, actor=actor, detail=_("its request for a change"))
    return booking


@counts_deed("withdraw_change")
@transaction.atomic
def withdraw_change(*, change_id: int, now: dt.datetime, actor: Actor = VISITOR) -> Booking:
    """Withdraw the request; the booking stands as it was. Raises as above."""
    change, _slots = lock_pending_change(change_id, now)
    return end_and_notify(change, State.WITHDRAWN, now=now, actor=actor)


def end_and_notify(change: BookingChange, state: str, *, now: dt.datetime, actor: Actor, reason: str = "") -> Booking:
    transitions.end_change(change, state, now=now, actor=actor, reason=reason)
    if state == State.WITHDRAWN:
        with override(change.booking.language):
            reason = _("You have withdrawn it.")
    write_change_notices([change], Notice.Kind.CHANGE_ENDED, now=now, reason=reason)
    promote_into_free_places([change.slot_id], now)
    return change.booking


def lock_pending_change(change_id: int, now: dt.datetime) -> tuple[BookingChange, dict[int, TimeSlot]]:
    """Lock both slots and return the request with its booking. Raises `ChangeRequestOver`, `BookingChange.DoesNotExist`."""
    booking_id, slot_id = BookingChange.objects.values_list("booking_id", "slot_id").get(pk=change_id)
    booking, slots = lock_booking(booking_id, now, also=[slot_id], phones=[])
    change = BookingChange.objects.get(pk=change_id)
    if not change.is_pending:
        raise errors.ChangeRequestOver(change.get_state_display())
    change.booking, change.slot = booking, slots[slot_id]
    return change, slots
