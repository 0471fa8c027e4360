"""The history of one booking in sentences: who did what, when, from what to what, and why, and what was told."""

import datetime as dt
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Booking, BookingEvent, Notice

State = Booking.State
EVENT_NUMBER_PATTERN = re.compile(r"^\d+:[a-z_]+:(\d+)(?::|$)")  # in the key of a notice: which event it reports

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


@dataclass(kw_only=True)
class BookingHistoryEntry:
    at: dt.datetime
    sentences: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def list_booking_history(booking: Booking) -> list[BookingHistoryEntry]:
    """The oldest first. Notices stand with the event they report, the others by their date."""
    events = list(booking.events.select_related("user", "from_slot__session", "to_slot__session"))
    chapters = [BookingHistoryEntry(at=event.at) for event in events]
    others = []
    for notice in booking.notices.order_by("created_at", "pk"):
        number = EVENT_NUMBER_PATTERN.match(notice.event_key)
        if number and 0 < int(number[1]) <= len(chapters):
            chapters[int(number[1]) - 1].notices.append(notice)
        else:
            others.append(BookingHistoryEntry(at=notice.due_at, notices=[notice]))
    for event, chapter in zip(events, chapters, strict=True):
        chapter.sentences = describe_booking_event(event, chapter.notices)
    return sorted([*chapters, *others], key=lambda chapter: chapter.at)


def describe_booking_event(event: BookingEvent, notices: list[Notice]) -> list[str]:
    words = {"who": actor_name(event), "people": event.to_people}
    what = [describe_state_change(event) % words] if describe_state_change(event) else []
    if event.from_slot_id and event.from_slot_id != event.to_slot_id:
        places = {"from": slot_with_title(event.from_slot), "to": slot_with_title(event.to_slot)}
        what.append(_("%(who)s moved it from %(from)s to %(to)s.") % (words | places))
    if event.from_people is not None and event.from_people != event.to_people:
        what.append(_("People: %(before)s before, %(after)s now.") % {"before": event.from_people, "after": event.to_people})
    reason = event.reason
    if not what and any(notice.kind == Notice.Kind.CHANGED_BY_STAFF for notice in notices):
        what.append(_("%(who)s changed the time or place of the session.") % words)
    elif not what:
        what.append(_("%(who)s changed: %(what)s.") % (words | {"what": reason or _("details")}))
        reason = ""
    return [*what, *([_("Reason: %(reason)s") % {"reason": reason}] if reason else [])]


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
            _("Places came free: moved up from the waiting list, awaiting approval.")
            if is_pending
            else _("Places came free: moved up from the waiting list.")
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
