"""Staff change a slot or a session under its bookers: whom it touches, who no longer fits, what they are told.

`preview` does the whole change and takes it back, so what it shows is what `apply` will do. Outcomes:
- a new time or venue keeps the booking, unless its phone now holds two that overlap: then this one is cancelled;
- a smaller room sends the last to book back to the waiting list, in the place their booking's age gives them;
- cancelling cancels.
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
from events.bookings.sequence import raise_sequence, raise_sequences
from events.bookings.services import live_bookings_of_phone
from events.bookings.transitions import Actor, change_state, record_booking_event, release_places
from events.models import Booking, EventSession, Notice, TimeSlot
from events.notices import outbox

OVERLAP_REASON = _("It now overlaps with another booking of this mobile number.")


@dataclass(frozen=True, kw_only=True)
class BookingEffect:
    """What becomes of one booking: its `state` afterwards, and the notice it gets, if any."""

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
        """The same while nothing about the outcome has changed; the confirmation carries it.

        Without the words to those who move up: they say until when a class's places are kept, which goes with the time.
        """
        words = {e.booking.pk: e.notice.body for e in self.effects if e.notice and e.notice.kind != Notice.Kind.PROMOTED}
        said = [(e.booking.pk, e.booking.state, e.state, words.get(e.booking.pk)) for e in self.effects]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def preview_rescheduling(**change) -> ReschedulingOutcome:
    """The outcome of `apply` with the same arguments, of which nothing is kept."""
    return run_rolled_back(lambda: apply_rescheduling(**change))


@transaction.atomic
def apply_rescheduling(
    *,
    now: dt.datetime,
    actor: Actor,
    reason: str,
    slots: Sequence[TimeSlot] = (),
    sessions: Sequence[EventSession] = (),
) -> ReschedulingOutcome:
    """Saves slots and sessions as they are in memory, and does to their bookings what follows from it.

    `slots` and `sessions` are existing rows with new values: start, end, capacity, kept_back, cancelled_at; venue,
    booking rules, cancelled_at. `reason` is told to every booker touched.
    """
    given = {slot.pk: slot for slot in slots}
    of_sessions = TimeSlot.objects.filter(session__in=[session.pk for session in sessions])
    ids = set(given) | set(of_sessions.values_list("pk", flat=True))
    bookers = Booking.objects.live().filter(slot__in=ids)
    old = lock_bookers(ids, now)
    live = bookers.order_by("created_at", "pk").select_related("slot__session__week", "slot__session__venue")
    change = _Rescheduling(now=now, actor=actor, reason=reason, live=list(live))
    moved = {slot.pk for slot in slots if has_new_time(old[slot.pk], slot)}
    called_off = {slot.pk for slot in slots if (old[slot.pk].cancelled_at is None) != (slot.cancelled_at is None)}
    for session in sessions:
        before, own = EventSession.objects.get(pk=session.pk), {pk for pk in ids if old[pk].session_id == session.pk}
        if before.venue_id != session.venue_id:
            moved |= own
        if before.is_cancelled != session.is_cancelled:
            called_off |= own
        session.save()
    for slot in TimeSlot.objects.filter(pk__in=ids).select_related("session__week").order_by("pk"):
        slot = given.get(slot.pk, slot)
        change.fit_into_capacity(slot)
        if slot.pk in given or slot.bookable != slot.bookable_by_rule():
            slot.save()
    change.apply_to_bookings(moved)
    raise_sequences(TimeSlot.objects.filter(pk__in=moved | called_off))
    promote_into_free_places(ids, now)
    return ReschedulingOutcome(effects=change.collect_effects())


def has_new_time(old: TimeSlot, new: TimeSlot) -> bool:
    return (old.starts_at, old.ends_at, old.session_id) != (new.starts_at, new.ends_at, new.session_id)


@dataclass(kw_only=True)
class _Rescheduling:
    """The parts of one change to the live bookings of locked slots."""

    now: dt.datetime
    actor: Actor
    reason: str
    live: list[Booking]
    before: dict[int, tuple[str, outbox.BookingSnapshot]] = field(init=False)
    notices: dict[int, Notice] = field(default_factory=dict)
    returned_to_waiting: set[int] = field(default_factory=set)  # told once all that becomes of them is known

    def __post_init__(self):
        self.before = {booking.pk: (booking.state, outbox.take_snapshot(booking)) for booking in self.live}

    def fit_into_capacity(self, slot: TimeSlot):
        """Before a smaller room is saved, the last to book go back to the waiting list."""
        if slot.is_cancelled:  # before it is saved too, should the room have shrunk as well
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

    def apply_to_bookings(self, moved: set[int]):
        """What the saved slots mean for each booking that still lives."""
        slots = TimeSlot.objects.select_related("session__week", "session__venue").in_bulk({b.slot_id for b in self.live})
        for booking in self.live:
            booking.slot = slots[booking.slot_id]
            if not booking.is_live:  # a hold that lost its place in the smaller room
                continue
            if booking.slot.is_cancelled:
                self.cancel(booking, self.reason)
            elif booking.slot_id in moved and self.overlaps_other_booking(booking):
                self.cancel(booking, OVERLAP_REASON)
            elif booking.slot_id in moved:
                self.notify_of_move(booking)
            elif booking.pk in self.returned_to_waiting:
                self.notify_booker(booking, Notice.Kind.CHANGED_BY_STAFF, self.reason)

    def return_to_waiting_list(self, booking: Booking):
        if booking.state == Booking.State.HELD:  # nobody to tell yet, and nothing consented to: the teacher chooses again
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

    def notify_of_move(self, booking: Booking):
        raise_sequence(booking)
        booking.changed_at = self.now
        if booking.state == Booking.State.PENDING:  # an earlier start brings the hour of decision forward
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
        """Of every booking that was told something or came out differently, the waiting who move up included."""
        states = dict(Booking.objects.filter(pk__in=[b.pk for b in self.live]).values_list("pk", "state"))
        found = []
        for booking in self.live:
            after, notice = states[booking.pk], self.notices.get(booking.pk)
            booking.state = self.before[booking.pk][0]
            if notice or after != booking.state:
                notice = notice or booking.notices.order_by("pk").last()
                found.append(BookingEffect(booking=booking, state=after, notice=notice))
        return found
