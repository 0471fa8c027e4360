"""Staff change a slot, session or venue that has bookings: which bookings are affected, and the notices about it.

`preview_rescheduling` makes the whole change and rolls it back, so it shows exactly what `apply_rescheduling` will do:
- another name, address or point of a venue keeps the booking; told is who reads something else than before;
- a new time or venue keeps the booking, unless its phone number then has two that overlap: then this one is cancelled;
- a class that then overlaps with itself is named, and both its bookings stand until staff choose;
- a smaller room sends the latest bookings back to the waiting list, where their age decides their place in line;
- cancelling the slot or session cancels its bookings;
- all of these first end the requests for a change that concern the slot.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from content.rollback import run_rolled_back
from events.bookings import staff_deeds
from events.bookings.locks import lock_bookers, promote_into_free_places
from events.bookings.rescheduled_bookings import RescheduledBookings
from events.bookings.sequence import find_changed_fields, raise_sequences, slots_depending_on
from events.bookings.transitions import Actor
from events.models import Booking, EventSession, Notice, TimeSlot, Venue


@dataclass(frozen=True, kw_only=True)
class BookingEffect:
    """The effect on one booking: its `state` afterwards, and its notice, if any.

    `ends_request` says that a request for a change was pending and ends; `overlaps` are other bookings of its class at that
    time, which stand too.
    """

    booking: Booking
    state: str
    notice: Notice | None
    ends_request: bool = False
    overlaps: list[Booking] = field(default_factory=list)

    @property
    def keeps_place(self) -> bool:
        return self.state == self.booking.state


@dataclass(kw_only=True)
class ReschedulingOutcome:
    effects: list[BookingEffect] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """A hash of the outcome, with which the confirmation proves that nothing has changed since the preview.

        The notices of those who move up are left out: they say until when a class's places are kept, which depends on the
        time of the request.
        """
        bodies = {e.booking.pk: e.notice.body for e in self.effects if e.notice and e.notice.kind != Notice.Kind.PROMOTED}
        content = [(e.booking.pk, e.booking.state, e.state, bodies.get(e.booking.pk)) for e in self.effects]
        content += [other.pk for effect in self.effects for other in effect.overlaps]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


def preview_rescheduling(**change) -> ReschedulingOutcome:
    """Return the outcome of `apply_rescheduling` with the same arguments; nothing is saved."""
    return run_rolled_back(lambda: apply_rescheduling(**change))


@dataclass(kw_only=True)
class ChangedSlots:
    """The ids of the slots that a change concerns, by how it concerns them."""

    moved: set[int] = field(default_factory=set)
    cancelled_or_restored: set[int] = field(default_factory=set)
    relocated: set[int] = field(default_factory=set)  # the place is called or described differently


@transaction.atomic
def apply_rescheduling(
    *,
    now: dt.datetime,
    actor: Actor,
    reason: str,
    slots: Sequence[TimeSlot] = (),
    sessions: Sequence[EventSession] = (),
    venues: Sequence[Venue] = (),
    is_correction: bool = False,
) -> ReschedulingOutcome:
    """Save slots, sessions and venues as they are in memory, and change their bookings accordingly.

    They are existing rows with new values, of slots: start, end, capacity, kept_back, cancelled_at; of sessions: venue,
    booking settings, cancelled_at; of venues: what calendar entries show. Every affected booker reads the `reason`; with
    `is_correction`, of a venue's spelling, nobody is written to, and only calendar entries follow.
    """
    changed = ChangedSlots(relocated=find_relocated_slots(venues))
    ids = find_affected_slots(slots, sessions, changed.relocated, now)
    bookers = Booking.objects.live().filter(slot__in=ids)
    old = lock_bookers(ids, now)
    live = bookers.order_by("created_at", "pk").select_related("slot__session__week", "slot__session__venue__parent")
    bookings = RescheduledBookings(now=now, actor=actor, reason=reason, live=list(live))
    deeds = staff_deeds.list_time_deeds(slots, sessions, old)
    compare_slots(slots, old, changed)
    save_sessions(sessions, {pk: slot for pk, slot in old.items() if pk in ids}, changed, now)
    for venue in venues:
        venue.save()
    bookings.end_change_requests(changed.moved | changed.cancelled_or_restored)
    save_slots(ids, {slot.pk: slot for slot in slots}, bookings)
    coming = {pk for pk in changed.relocated & ids if old[pk].ends_at > now}
    bookings.follow_slots(changed.moved, set() if is_correction else coming)
    bookings.write()
    raise_sequences(TimeSlot.objects.filter(pk__in=changed.moved | changed.cancelled_or_restored | changed.relocated))
    untold = Booking.objects.live().filter(slot__in=changed.relocated - changed.moved)
    raise_sequences(untold.exclude(pk__in=bookings.relocated))
    promote_into_free_places(ids, now)
    staff_deeds.audit_time_deeds(deeds, actor=actor, booking_count=len(bookings.live))
    return ReschedulingOutcome(effects=collect_effects(bookings))


def find_relocated_slots(venues: Sequence[Venue]) -> set[int]:
    """Return the slots, past ones too, whose calendar entries show what differs in memory from the stored venues."""
    changed = [venue for venue in venues if find_changed_fields(venue)]
    return {pk for venue in changed for pk in slots_depending_on(venue).values_list("pk", flat=True)}


def find_affected_slots(
    slots: Sequence[TimeSlot], sessions: Sequence[EventSession], relocated: set[int], now: dt.datetime
) -> set[int]:
    """Return the ids of the slots whose bookings may change. Of relocated ones only those to come."""
    of_sessions = TimeSlot.objects.filter(session__in=[session.pk for session in sessions])
    to_come = TimeSlot.objects.filter(pk__in=relocated, ends_at__gt=now)
    return {slot.pk for slot in slots}.union(of_sessions.values_list("pk", flat=True), to_come.values_list("pk", flat=True))


def compare_slots(slots: Sequence[TimeSlot], old: dict[int, TimeSlot], changed: ChangedSlots):
    for slot in slots:
        before = old[slot.pk]
        if (before.starts_at, before.ends_at, before.session_id) != (slot.starts_at, slot.ends_at, slot.session_id):
            changed.moved.add(slot.pk)
        if (before.cancelled_at is None) != (slot.cancelled_at is None):
            changed.cancelled_or_restored.add(slot.pk)


def save_sessions(sessions: Sequence[EventSession], old: dict[int, TimeSlot], changed: ChangedSlots, now: dt.datetime):
    for session in sessions:
        before, own = EventSession.objects.get(pk=session.pk), {pk for pk in old if old[pk].session_id == session.pk}
        if before.venue_id != session.venue_id:
            over = {pk for pk in own if old[pk].ends_at <= now}
            changed.moved |= own - over
            changed.relocated |= over
        if before.is_cancelled != session.is_cancelled:
            changed.cancelled_or_restored |= own
        session.save()


def save_slots(ids: set[int], changed_slots: dict[int, TimeSlot], bookings: RescheduledBookings):
    """Save the slots, and those whose bookable places follow from their session, once their bookings fit."""
    for slot in TimeSlot.objects.filter(pk__in=ids).select_related("session__week").order_by("pk"):
        places_taken, slot = slot.places_taken, changed_slots.get(slot.pk, slot)
        bookings.fit_into_capacity(slot, places_taken)
        if slot.pk in changed_slots or slot.bookable != slot.bookable_by_rule():
            slot.save()


def collect_effects(bookings: RescheduledBookings) -> list[BookingEffect]:
    """Return the effects on all bookings that got a notice or another state, promotions from the waiting list included."""
    ids = [booking.pk for booking in bookings.live]
    states = dict(Booking.objects.filter(pk__in=ids).values_list("pk", "state"))
    promotions = Notice.objects.filter(booking__in=ids, kind=Notice.Kind.PROMOTED).order_by("pk")
    latest = {notice.booking_id: notice for notice in promotions}
    found = []
    for booking in bookings.live:
        after, notice = states[booking.pk], bookings.notices.get(booking.pk)
        booking.state = bookings.before[booking.pk][0]
        if notice or after != booking.state:
            effect = BookingEffect(
                booking=booking,
                state=after,
                notice=notice or latest.get(booking.pk),
                ends_request=booking.pk in bookings.ended_requests,
                overlaps=bookings.class_overlaps.get(booking.pk, []),
            )
            found.append(effect)
    return found
