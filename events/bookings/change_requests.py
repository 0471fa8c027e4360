"""Requests for a change of a confirmed class: what its booker asks for beside the booking, until staff decide.

The booking stays as it is meanwhile. Approving, rejecting and withdrawing are in `change_decisions`; the caller of these
functions holds the locks of both slots.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import override

from events.bookings import expiry, rules, transitions
from events.bookings.transitions import CLOCK, Actor
from events.models import Booking, BookingChange, BookingEvent, Notice, TimeSlot
from events.notices import outbox
from events.notices.texts import format_slot_span

State = BookingChange.State
CHANGE_RELATIONS = ("slot__session__week", "booking__slot__session__week", "booking__slot__session__venue__parent")


def needs_approval(booking: Booking, *, more: bool, actor: Actor) -> bool:
    """Whether more people or another time are only asked for: by the booker of a confirmed class. Staff approve what they do."""
    return more and booking.is_for_class and booking.state == Booking.State.CONFIRMED and actor.is_visitor


def count_places_held(pending: BookingChange | None, slot: TimeSlot) -> int:
    """Return the places that the pending request of a booking holds in this slot; a newer change may use them."""
    return pending.places if pending and pending.slot_id == slot.pk else 0


def request_change(
    booking: Booking, slot: TimeSlot, party: rules.Party, *, pending: BookingChange | None, now: dt.datetime, actor: Actor
):
    """Put the request for `slot` and `party` beside the booking, in place of the one that is pending.

    A newer request has no later deadline than the one it replaces, and the same request leaves that one as it is.
    """
    is_move = slot.pk != booking.slot_id
    change = BookingChange(
        booking=booking,
        slot=slot,
        people=party.people,
        pupils=party.pupils,
        adults=party.adults,
        places=party.people if is_move else party.people - booking.people,
        expires_at=expiry.change_pending_until(booking.slot, slot, now),
        created_at=now,
    )
    if pending:
        if what_is_asked(pending) == what_is_asked(change):
            return
        change.expires_at = min(change.expires_at, pending.expires_at)
        transitions.end_change(pending, State.REPLACED, now=now, actor=actor)
    transitions.take_places(slot, change.places)
    change.save()
    transitions.record_change_event(change, actor=actor, now=now)
    write_change_notices([change], Notice.Kind.CHANGE_REQUESTED, now=now, expires_at=change.expires_at)


def what_is_asked(change: BookingChange) -> tuple:
    return change.slot_id, change.pupils, change.adults


def settle_expired_changes(slot_ids: Iterable[int], now: dt.datetime):
    """Let the expired requests for these slots lapse; each booking stands as it was, and its booker is told so."""
    expired = BookingChange.objects.expired(now).filter(slot__in=slot_ids).order_by("pk")
    for change in expired.select_related(*CHANGE_RELATIONS):
        transitions.end_change(change, State.LAPSED, now=now, actor=CLOCK)
        with override(change.booking.language):
            reason = _("It was not decided in time.")
        write_change_notices([change], Notice.Kind.CHANGE_ENDED, now=now, reason=reason)


def end_change_requests(slot_ids: Iterable[int], *, now: dt.datetime, actor: Actor, reason: str) -> list[BookingChange]:
    """End the requests for these slots, and of bookings in them, before staff change the slots; return them.

    Nobody is told yet: `write_change_notices` tells those whose booking stays as it is, the booking's own notice the others.
    The number of statements grows with the slots, not with the requests.
    """
    pending = BookingChange.objects.pending().concerning_slots(list(slot_ids)).order_by("pk")
    changes = list(pending.select_related(*CHANGE_RELATIONS))
    for change in changes:
        change.state = State.ENDED
    ended = BookingChange.objects.filter(pk__in=[change.pk for change in changes])
    ended.update(state=State.ENDED, decided_at=now, decided_by=actor.user, reason=reason[:200])
    freed = Counter()
    for change in changes:
        freed[change.slot_id] += change.places
    for slot_id, places in freed.items():
        transitions.release_places(slot_id, places)
    BookingEvent.objects.bulk_create(
        transitions.build_change_event(change, actor=actor, now=now, reason=reason) for change in changes
    )
    return changes


def write_change_notices(changes: Iterable[BookingChange], kind: str, *, now: dt.datetime, **details) -> list[Notice]:
    """Write the notices about requests that were just made, or that ended and left their bookings as they are."""
    return outbox.write_notices([notice_item(change, kind, **details) for change in changes], now=now)


def notice_item(change: BookingChange, kind: str, **details) -> outbox.NoticeItem:
    with override(change.booking.language):
        asked = describe_change(change)
    return outbox.NoticeItem(booking=change.booking, kind=kind, asked=asked, **details)


def describe_change(change: BookingChange) -> str:
    """Return what a pending request, or one that left the booking as it is, would change: old → new."""
    return describe_difference(change.booking.slot, change.booking.people, change)


def describe_difference(slot: TimeSlot, people: int, change: BookingChange) -> str:
    """Return the difference between a booking that was for `people` in `slot` and what its request asked for."""
    if change.slot_id != slot.pk:
        return (
            f"{format_slot_span(slot.starts_at, slot.ends_at)} → {format_slot_span(change.slot.starts_at, change.slot.ends_at)}"
        )
    return _("%(before)s → %(after)s people") % {"before": people, "after": change.people}
