"""The history of one booking in sentences: who did what, when and why, and which notices were sent about it."""

import datetime as dt
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.bookings.change_requests import describe_difference
from events.models import Booking, BookingChange, BookingEvent, Notice

State = Booking.State
EVENT_NUMBER_PATTERN = re.compile(r"^\d+:[a-z_]+:(\d+)(?::|$)")  # the number of the reported event in a notice's key

STATE_SENTENCES = {
    State.CONFIRMED: gettext_lazy("%(who)s confirmed the booking."),
    State.REJECTED: gettext_lazy("%(who)s rejected the booking."),
    State.CANCELLED: gettext_lazy("%(who)s cancelled the booking."),
    State.LAPSED: gettext_lazy("%(who)s let the booking lapse: nobody settled it in time."),
    State.WAITLISTED: gettext_lazy("%(who)s put the booking back on the waiting list."),
    State.PENDING: gettext_lazy("%(who)s put the booking up for approval again."),
    State.HELD: gettext_lazy("%(who)s held the places."),
}
FIRST_STATE_SENTENCES = {
    State.CONFIRMED: gettext_lazy("%(who)s booked for %(people)s; confirmed at once."),
    State.PENDING: gettext_lazy("%(who)s booked for %(people)s; awaiting approval."),
    State.WAITLISTED: gettext_lazy("%(who)s joined the waiting list for %(people)s."),
    State.HELD: gettext_lazy("%(who)s held places for %(people)s while filling in the form."),
}
PLAN_BOOKED_SENTENCES = {
    State.CONFIRMED: gettext_lazy("%(who)s sent the booking; confirmed at once."),
    State.PENDING: gettext_lazy("%(who)s sent the booking; awaiting approval."),
}
ChangeState = BookingChange.State
CHANGE_SENTENCES = {
    ChangeState.PENDING: gettext_lazy("%(who)s asked for a change: %(asked)s. The booking stays as it is meanwhile."),
    ChangeState.APPROVED: gettext_lazy("%(who)s approved the change: %(asked)s."),
    ChangeState.REJECTED: gettext_lazy("%(who)s rejected the change: %(asked)s."),
    ChangeState.LAPSED: gettext_lazy("%(who)s let the change lapse, because nobody decided in time: %(asked)s."),
    ChangeState.WITHDRAWN: gettext_lazy("%(who)s withdrew the change: %(asked)s."),
    ChangeState.REPLACED: gettext_lazy("%(who)s asked for another change instead of this: %(asked)s."),
    ChangeState.ENDED: gettext_lazy("%(who)s ended the change that was asked for: %(asked)s."),
}


@dataclass(kw_only=True)
class BookingHistoryEntry:
    at: dt.datetime
    sentences: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def list_booking_history(booking: Booking) -> list[BookingHistoryEntry]:
    """Return the entries, the oldest first. A notice stands with the event it reports, or by its due date if it reports none."""
    events = list(booking.events.select_related("user", "from_slot__session", "to_slot__session", "change__slot__session"))
    entries = [BookingHistoryEntry(at=event.at) for event in events]
    others = []
    for notice in booking.notices.order_by("created_at", "pk"):
        number = EVENT_NUMBER_PATTERN.match(notice.event_key)
        if number and 0 < int(number[1]) <= len(entries):
            entries[int(number[1]) - 1].notices.append(notice)
        else:
            others.append(BookingHistoryEntry(at=notice.due_at, notices=[notice]))
    for event, entry in zip(events, entries, strict=True):
        entry.sentences = describe_booking_event(event, entry.notices)
    return sorted([*entries, *others], key=lambda entry: entry.at)


def describe_booking_event(event: BookingEvent, notices: list[Notice]) -> list[str]:
    params = {"who": actor_name(event), "people": event.to_people}
    if event.change:
        return describe_change_event(event, params)
    sentences = [describe_state_change(event) % params] if describe_state_change(event) else []
    if event.from_slot_id and event.from_slot_id != event.to_slot_id:
        places = {"from": slot_with_title(event.from_slot), "to": slot_with_title(event.to_slot)}
        sentences.append(_("%(who)s moved it from %(from)s to %(to)s.") % (params | places))
    if event.from_people is not None and event.from_people != event.to_people:
        sentences.append(_("People: %(before)s before, %(after)s now.") % {"before": event.from_people, "after": event.to_people})
    reason = event.reason
    if not sentences and any(notice.kind == Notice.Kind.CHANGED_BY_STAFF for notice in notices):
        sentences.append(_("%(who)s changed the time or place of the session.") % params)
    elif not sentences:
        sentences.append(_("%(who)s changed: %(what)s.") % (params | {"what": reason or _("details")}))
        reason = ""
    return [*sentences, *([_("Reason: %(reason)s") % {"reason": reason}] if reason else [])]


def describe_change_event(event: BookingEvent, params: dict) -> list[str]:
    """Return what happened to a request for a change; the event of an approved one has from before what it changed."""
    slot, people = event.from_slot or event.to_slot, event.from_people or event.to_people
    asked = describe_difference(slot, people, event.change) if slot else "—"
    sentences = [CHANGE_SENTENCES[event.change_state] % (params | {"asked": asked})]
    return [*sentences, *([_("Reason: %(reason)s") % {"reason": event.reason}] if event.reason else [])]


def describe_state_change(event: BookingEvent):
    if not event.from_state:
        return FIRST_STATE_SENTENCES.get(event.to_state, STATE_SENTENCES[event.to_state])
    if event.from_state == event.to_state:
        return None
    if event.from_state == State.HELD:
        return PLAN_BOOKED_SENTENCES.get(event.to_state, STATE_SENTENCES[event.to_state])
    if event.from_state == State.WAITLISTED and event.to_state in (State.CONFIRMED, State.PENDING):
        is_pending = event.to_state == State.PENDING
        return (
            _("Places became free: moved up from the waiting list, awaiting approval.")
            if is_pending
            else _("Places became free: moved up from the waiting list.")
        )
    return STATE_SENTENCES[event.to_state]


def actor_name(event: BookingEvent) -> str:
    if event.actor == BookingEvent.Actor.VISITOR:
        return _("The booker")
    if event.actor == BookingEvent.Actor.CLOCK:
        return _("The portal")
    return str(event.user) if event.user else _("A member of staff")


def slot_with_title(slot) -> str:
    return f"{slot.session.title} {slot}" if slot else "—"
