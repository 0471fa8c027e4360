"""The bookings of slots that staff change: worked out in memory, and written in a number of statements that does not grow."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from events.bookings.change_requests import end_change_requests, write_change_notices
from events.bookings.existing_bookings import find_overlapping_bookings
from events.bookings.expiry import pending_until
from events.bookings.sequence import raise_sequence, raise_sequences
from events.bookings.transitions import Actor, build_booking_event, release_places
from events.models import Booking, BookingChange, BookingEvent, Notice, TimeSlot
from events.notices import outbox

OVERLAP_REASON = _("It now overlaps with another booking made with this mobile number.")
ROWS_AT_ONCE = 2000

State = Booking.State


@dataclass(kw_only=True)
class RescheduledBookings:
    """The live bookings of locked slots, the earliest first, and what becomes of them.

    `before` has the state and a snapshot of each, `class_overlaps` the other bookings of a class that now overlap.
    """

    now: dt.datetime
    actor: Actor
    reason: str
    live: list[Booking]
    before: dict[int, tuple[str, outbox.BookingSnapshot]] = field(init=False)
    notices: dict[int, Notice] = field(default_factory=dict)
    relocated: set[int] = field(default_factory=set)
    class_overlaps: dict[int, list[Booking]] = field(default_factory=dict)
    ended_requests: dict[int, BookingChange] = field(default_factory=dict)  # by booking
    state_changes: dict[str, list[Booking]] = field(default_factory=lambda: defaultdict(list))  # whose state changed
    moved_bookings: list[Booking] = field(default_factory=list)
    new_events: list[BookingEvent] = field(default_factory=list)
    notice_items: dict[int, outbox.NoticeItem] = field(default_factory=dict)

    def __post_init__(self):
        self.before = {booking.pk: (booking.state, outbox.take_snapshot(booking)) for booking in self.live}

    def end_change_requests(self, slot_ids: Iterable[int]):
        """End the requests for a change that concern these slots, before any booking is touched."""
        ended = end_change_requests(slot_ids, now=self.now, actor=self.actor, reason=self.reason)
        self.ended_requests |= {change.booking_id: change for change in ended}

    def fit_into_capacity(self, slot: TimeSlot, places_taken: int):
        """Send the latest bookings back to the waiting list until the rest fits. Call it before the slot is saved.

        A cancelled slot loses all: its places have to be free before it is saved, in case its capacity shrank as well.
        """
        here = [booking for booking in self.live if booking.slot_id == slot.pk]
        if slot.is_cancelled:
            freed = sum(booking.people for booking in here if booking.takes_places)
            for booking in here:
                booking.slot = slot
                self._cancel(booking, self.reason)
        else:
            if places_taken > slot.bookable_by_rule():
                self.end_change_requests({slot.pk})
            freed = self._return_latest([booking for booking in here if booking.takes_places], slot.bookable_by_rule())
        if freed:
            release_places(slot.pk, freed)

    def _return_latest(self, taking: list[Booking], bookable: int) -> int:
        """Return how many places they give back so that the others fit."""
        over = excess = sum(booking.people for booking in taking) - bookable
        for booking in reversed(taking):
            if over <= 0:
                break
            over -= booking.people
            if booking.state == State.HELD:  # no contact data and no consent yet: the teacher chooses again
                self._change_state(booking, State.LAPSED, self.reason)
            else:
                self._change_state(booking, State.WAITLISTED, self.reason)
                booking.queued_at = booking.created_at
        return excess - over

    def follow_slots(self, moved: set[int], relocated: set[int]):
        """Cancel or move each booking that is still live, once slots and venues are saved."""
        slots = TimeSlot.objects.select_related("session__week", "session__venue__parent").in_bulk({b.slot_id for b in self.live})
        for booking in self.live:
            booking.slot = slots[booking.slot_id]
        overlapping = find_overlapping_bookings([b for b in self.live if b.slot_id in moved and b.is_live], self.now)
        freed = Counter()
        for booking in self.live:
            if not booking.is_live:  # it ended because the room became smaller, or with its slot
                continue
            others = [other for other in overlapping.get(booking.pk, []) if other.pk not in self._ended_ids()]
            if booking.slot.is_cancelled or (others and not booking.is_for_class):
                freed[booking.slot_id] += booking.people if booking.takes_places else 0
                self._cancel(booking, self.reason if booking.slot.is_cancelled else OVERLAP_REASON)
            elif booking.slot_id in moved:
                self.class_overlaps[booking.pk] = others
                self._move(booking)
            elif booking.slot_id in relocated and self._reads_another_place(booking):
                self.relocated.add(booking.pk)
                self._move(booking)
            elif booking.state == State.WAITLISTED != self.before[booking.pk][0]:
                self._notify(booking, Notice.Kind.CHANGED_BY_STAFF, self.reason)
        for slot_id, people in freed.items():
            release_places(slot_id, people)

    def _ended_ids(self) -> set[int]:
        return {booking.pk for booking in self.state_changes[State.CANCELLED]}

    def _reads_another_place(self, booking: Booking) -> bool:
        return outbox.take_snapshot(booking).place != self.before[booking.pk][1].place

    def _cancel(self, booking: Booking, reason: str):
        self._change_state(booking, State.CANCELLED, reason)
        self._notify(booking, Notice.Kind.CANCELLED, reason)

    def _move(self, booking: Booking):
        raise_sequence(booking)
        booking.changed_at = self.now
        if booking.state == State.PENDING:  # an earlier start brings the deadline for the decision forward
            booking.expires_at = min(booking.expires_at, pending_until(booking.slot, self.now))
        self.moved_bookings.append(booking)
        self._record(booking, booking.state, self.reason)
        self._notify(booking, Notice.Kind.CHANGED_BY_STAFF, self.reason)

    def _change_state(self, booking: Booking, state: str, reason: str):
        from_state, booking.state = booking.state, state
        booking.changed_at, booking.expires_at = self.now, None
        self.state_changes[state].append(booking)
        self._record(booking, from_state, reason)

    def _record(self, booking: Booking, from_state: str, reason: str):
        self.new_events.append(
            build_booking_event(booking, actor=self.actor, now=self.now, from_state=from_state, reason=str(reason))
        )

    def _notify(self, booking: Booking, kind: str, reason: str):
        if booking.state == State.HELD or not (booking.phone or booking.email):
            return
        with override(booking.language):
            reason = str(reason)
            if kind != Notice.Kind.CANCELLED and booking.pk in self.ended_requests:
                reason = _("%(reason)s Your request for a change has therefore ended.") % {"reason": reason}
        self.notice_items[booking.pk] = outbox.NoticeItem(
            booking=booking, kind=kind, reason=str(reason), before=self.before[booking.pk][1]
        )

    def write(self):
        """Write bookings, history and notices."""
        for state, bookings in self.state_changes.items():
            queued_at = {"queued_at": F("created_at")} if state == State.WAITLISTED else {}
            for rows in select_in_batches(bookings):
                rows.update(state=state, changed_at=self.now, expires_at=None, **queued_at)
        for rows in select_in_batches(self.moved_bookings):
            raise_sequences(rows)
            rows.update(changed_at=self.now)
        for slot in {booking.slot for booking in self.moved_bookings if booking.state == State.PENDING}:
            pending = Booking.objects.filter(slot=slot, state=State.PENDING)
            pending.update(expires_at=Least("expires_at", pending_until(slot, self.now)))
        BookingEvent.objects.bulk_create(self.new_events, batch_size=ROWS_AT_ONCE)
        for notice in outbox.write_notices(list(self.notice_items.values()), now=self.now):
            self.notices[notice.booking_id] = notice
        self._notify_of_ended_requests()

    def _notify_of_ended_requests(self):
        """Tell those whose booking stays as it was; the notices of the other bookings say it with their reason."""
        stays = [change for change in self.ended_requests.values() if change.booking_id not in self.notices]
        for change in stays:
            booking = change.booking
            if booking.pk not in self.before:  # it is in another slot of the session, which stays as it is
                self.live.append(booking)
                self.before[booking.pk] = (booking.state, outbox.take_snapshot(booking))
        for notice in write_change_notices(stays, Notice.Kind.CHANGE_ENDED, now=self.now, reason=self.reason):
            self.notices[notice.booking_id] = notice


def select_in_batches(bookings: list[Booking]):
    for start in range(0, len(bookings), ROWS_AT_ONCE):
        yield Booking.objects.filter(pk__in=[booking.pk for booking in bookings[start : start + ROWS_AT_ONCE]])
