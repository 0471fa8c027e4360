"""What staff decide about bookings and times, in the audit log: written in the transaction of the deed.

The log is kept longer than personal data: it names references, sessions and times, and neither class nor reason.
"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from simple_history.models import HistoricalRecords

from backoffice.audit_log.events import Event, record_audit_event
from events.bookings.transitions import Actor
from events.models import Booking, EventSession, TimeSlot

RESULTS = {True: Event.TIME_CANCELLED, False: Event.TIME_RESTORED}
Deed = tuple[Event, EventSession | TimeSlot, str]


def audit_booking_deed(event: Event, booking: Booking, *, actor: Actor, detail: str = ""):
    """Record what a member of staff did with a booking; what visitors and the clock do stands in its history only."""
    if actor.user:
        where = f"{booking.slot.session} · {booking.slot}"
        record_deed(event, booking, actor, " · ".join(filter(None, [where, detail])))


def audit_time_deeds(deeds: Sequence[Deed], *, actor: Actor, booking_count: int):
    if actor.user:
        touched = ngettext("%(count)s live booking", "%(count)s live bookings", booking_count) % {"count": booking_count}
        for event, row, detail in deeds:
            record_deed(event, row, actor, f"{detail} · {touched}")


def record_deed(event: Event, about, actor: Actor, detail: str):
    record_audit_event(event, request=find_request(actor), user=actor.user, about=about, detail=detail)


def find_request(actor: Actor):
    """Return the request with which this person does it, whose network address the log keeps; None outside of one."""
    request = getattr(HistoricalRecords.context, "request", None)
    return request if getattr(request, "user", None) == actor.user else None


def list_time_deeds(slots: Sequence[TimeSlot], sessions: Sequence[EventSession], old: dict[int, TimeSlot]) -> list[Deed]:
    """Return what saving these rows will move, cancel or restore. `old` are the slots as they are stored."""
    return [*list_session_deeds(sessions), *list_slot_deeds(slots, old)]


def list_slot_deeds(slots: Sequence[TimeSlot], old: dict[int, TimeSlot]) -> Iterator[Deed]:
    for slot in slots:
        before = old[slot.pk]
        if (before.starts_at, before.ends_at, before.session_id) != (slot.starts_at, slot.ends_at, slot.session_id):
            yield Event.TIME_MOVED, slot, f"{before.session} · {before} → {slot}"
        if (before.cancelled_at is None) != (slot.cancelled_at is None):
            yield RESULTS[slot.cancelled_at is not None], slot, f"{slot.session} · {slot}"


def list_session_deeds(sessions: Sequence[EventSession]) -> Iterator[Deed]:
    nowhere = _("no place")
    stored = EventSession.objects.select_related("venue").in_bulk([session.pk for session in sessions])
    for session in sessions:
        before = stored[session.pk]
        if before.venue_id != session.venue_id:
            yield Event.TIME_MOVED, session, f"{before.venue or nowhere} → {session.venue or nowhere}"
        if before.is_cancelled != session.is_cancelled:
            yield RESULTS[session.is_cancelled], session, _("with all its times")
