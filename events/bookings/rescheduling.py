"""Staff change a slot, session or venue that has bookings: which bookings are affected, and the notices about it.

`preview_rescheduling` makes the whole change and rolls it back, so it shows exactly what `apply_rescheduling` will do:
- another name, address or point of a venue keeps the booking; told is who reads something else than before;
- a new time or venue keeps the booking, unless its phone number then has two that overlap: then this one is cancelled;
- a smaller room sends the latest bookings back to the waiting list, where their age decides their place in line;
- cancelling the slot or session cancels its bookings.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content.rollback import run_rolled_back
from events import time_spans
from events.bookings.expiry import pending_until
from events.bookings.locks import lock_bookers, promote_into_free_places
from events.bookings.sequence import find_changed_fields, raise_sequence, raise_sequences, slots_depending_on
from events.bookings.services import live_bookings_of_phone
from events.bookings.transitions import Actor, change_state, record_booking_event, release_places
from events.models import Booking, EventSession, Notice, TimeSlot, Venue
from events.notices import outbox

OVERLAP_REASON = _("It now overlaps with another booking of this mobile number.")


@dataclass(frozen=True, kw_only=True)
class BookingEffect:
    """The effect on one booking: its `state` afterwards, and its notice, if any."""

    booking: Booking
    state: str
    notice: Notice | None

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
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


def preview_rescheduling(**change) -> ReschedulingOutcome:
    """Return the outcome of `apply_rescheduling` with the same arguments; nothing is saved."""
    return run_rolled_back(lambda: apply_rescheduling(**change))


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
    changed_slots = {slot.pk: slot for slot in slots}
    session_slots = TimeSlot.objects.filter(session__in=[session.pk for session in sessions])
    relocated = find_relocated_slots(venues)
    upcoming = TimeSlot.objects.filter(pk__in=relocated, ends_at__gt=now)  # nobody is told where something was
    ids = set(changed_slots) | set(session_slots.values_list("pk", flat=True)) | set(upcoming.values_list("pk", flat=True))
    bookers = Booking.objects.live().filter(slot__in=ids)
    old = lock_bookers(ids, now)
    live = bookers.order_by("created_at", "pk").select_related("slot__session__week", "slot__session__venue__parent")
    change = _Rescheduling(now=now, actor=actor, reason=reason, live=list(live))
    moved = {slot.pk for slot in slots if has_new_time(old[slot.pk], slot)}
    cancelled_or_restored = {slot.pk for slot in slots if (old[slot.pk].cancelled_at is None) != (slot.cancelled_at is None)}
    for session in sessions:
        stored, own = EventSession.objects.get(pk=session.pk), {pk for pk in ids if old[pk].session_id == session.pk}
        if stored.venue_id != session.venue_id:
            over = {pk for pk in own if old[pk].ends_at <= now}
            moved, relocated = moved | (own - over), relocated | over
        if stored.is_cancelled != session.is_cancelled:
            cancelled_or_restored |= own
    save_records(sessions, venues)
    for slot in TimeSlot.objects.filter(pk__in=ids).select_related("session__week").order_by("pk"):
        slot = changed_slots.get(slot.pk, slot)
        change.fit_into_capacity(slot)
        if slot.pk in changed_slots or slot.bookable != slot.bookable_by_rule():
            slot.save()
    coming = {pk for pk in relocated & ids if old[pk].ends_at > now}
    change.apply_to_bookings(moved, set() if is_correction else coming)
    raise_sequences(TimeSlot.objects.filter(pk__in=moved | cancelled_or_restored | relocated))
    raise_sequences(Booking.objects.live().filter(slot__in=relocated - moved).exclude(pk__in=change.relocated_bookings))
    promote_into_free_places(ids, now)
    return ReschedulingOutcome(effects=change.collect_effects())


def save_records(*groups: Sequence[EventSession | Venue]):
    for records in groups:
        for record in records:
            record.save()


def find_relocated_slots(venues: Sequence[Venue]) -> set[int]:
    """Return the slots, past ones too, whose calendar entries show what differs in memory from the stored venues."""
    changed = [venue for venue in venues if find_changed_fields(venue)]
    return {pk for venue in changed for pk in slots_depending_on(venue).values_list("pk", flat=True)}


def has_new_time(old: TimeSlot, new: TimeSlot) -> bool:
    return (old.starts_at, old.ends_at, old.session_id) != (new.starts_at, new.ends_at, new.session_id)


@dataclass(kw_only=True)
class _Rescheduling:
    """The steps of one change to the live bookings of locked slots."""

    now: dt.datetime
    actor: Actor
    reason: str
    live: list[Booking]
    before: dict[int, tuple[str, outbox.BookingSnapshot]] = field(init=False)
    notices: dict[int, Notice] = field(default_factory=dict)
    relocated_bookings: set[int] = field(default_factory=set)
    returned_to_waiting: set[int] = field(default_factory=set)  # notified only when their final state is known

    def __post_init__(self):
        self.before = {booking.pk: (booking.state, outbox.take_snapshot(booking)) for booking in self.live}

    def fit_into_capacity(self, slot: TimeSlot):
        """Send the latest bookings back to the waiting list until the rest fits. Call it before the slot is saved."""
        if slot.is_cancelled:  # its places have to be free before it is saved, in case its capacity shrank as well
            for booking in self.live:
                if booking.slot_id == slot.pk:
                    booking.slot = slot
                    self.cancel(booking, self.reason)
            return
        taking = [booking for booking in self.live if booking.slot_id == slot.pk and booking.takes_places]
        over = sum(booking.people for booking in taking) - slot.bookable_by_rule()
        for booking in reversed(taking):
            if over <= 0:
                return
            over -= booking.people
            self.return_to_waiting_list(booking)

    def apply_to_bookings(self, moved: set[int], relocated: set[int]):
        """Cancel or notify each booking that is still live, once slots and venues are saved."""
        slots = TimeSlot.objects.select_related("session__week", "session__venue__parent").in_bulk({b.slot_id for b in self.live})
        for booking in self.live:
            booking.slot = slots[booking.slot_id]
            if not booking.is_live:  # a hold that lapsed because the room became smaller
                continue
            if booking.slot.is_cancelled:
                self.cancel(booking, self.reason)
            elif booking.slot_id in moved and self.overlaps_other_booking(booking):
                self.cancel(booking, OVERLAP_REASON)
            elif booking.slot_id in moved:
                self.notify_of_move(booking)
            elif booking.slot_id in relocated and self.reads_another_place(booking):
                self.relocated_bookings.add(booking.pk)
                self.notify_of_move(booking)
            elif booking.pk in self.returned_to_waiting:
                self.notify_booker(booking, Notice.Kind.CHANGED_BY_STAFF, self.reason)

    def return_to_waiting_list(self, booking: Booking):
        if booking.state == Booking.State.HELD:  # no contact data and no consent yet: the teacher chooses again
            change_state(booking, Booking.State.LAPSED, now=self.now, actor=self.actor, reason=self.reason)
            return
        release_places(booking.slot_id, booking.people)
        from_state, booking.state = booking.state, Booking.State.WAITLISTED
        booking.queued_at, booking.expires_at, booking.changed_at = booking.created_at, None, self.now
        booking.save()
        record_booking_event(booking, actor=self.actor, now=self.now, from_state=from_state, reason=self.reason)
        self.returned_to_waiting.add(booking.pk)

    def cancel(self, booking: Booking, reason: str):
        change_state(booking, Booking.State.CANCELLED, now=self.now, actor=self.actor, reason=str(reason))
        self.notify_booker(booking, Notice.Kind.CANCELLED, reason)

    def overlaps_other_booking(self, booking: Booking) -> bool:
        if booking.is_for_class:
            return False
        others = live_bookings_of_phone(booking.phone, self.now)
        return any(other.pk != booking.pk and time_spans.slots_overlap(other.slot, booking.slot) for other in others)

    def reads_another_place(self, booking: Booking) -> bool:
        return outbox.take_snapshot(booking).place != self.before[booking.pk][1].place

    def notify_of_move(self, booking: Booking):
        raise_sequence(booking)
        booking.changed_at = self.now
        if booking.state == Booking.State.PENDING:  # an earlier start brings the deadline for the decision forward
            booking.expires_at = min(booking.expires_at, pending_until(booking.slot, self.now))
        booking.save(update_fields=["sequence", "changed_at", "expires_at"])
        record_booking_event(booking, actor=self.actor, now=self.now, from_state=booking.state, reason=self.reason)
        self.notify_booker(booking, Notice.Kind.CHANGED_BY_STAFF, self.reason)

    def notify_booker(self, booking: Booking, kind: str, reason: str):
        if booking.state != Booking.State.HELD and (booking.phone or booking.email):
            with override(booking.language):
                before = self.before[booking.pk][1]
                self.notices[booking.pk] = outbox.write_notice(booking, kind, now=self.now, reason=str(reason), before=before)

    def collect_effects(self) -> list[BookingEffect]:
        """Return the effects on all bookings that got a notice or another state, promotions from the waiting list included."""
        states = dict(Booking.objects.filter(pk__in=[b.pk for b in self.live]).values_list("pk", "state"))
        found = []
        for booking in self.live:
            after, notice = states[booking.pk], self.notices.get(booking.pk)
            booking.state = self.before[booking.pk][0]
            if notice or after != booking.state:
                notice = notice or booking.notices.order_by("pk").last()
                found.append(BookingEffect(booking=booking, state=after, notice=notice))
        return found
