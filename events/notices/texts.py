"""The text of a notice: the bureau's own if there is one, else the default, with the facts of the booking filled in.

Placeholders are replaced as plain text, never with `str.format`, so that an editor's text cannot reach into an object.
A line whose placeholders are all blank is left out.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from content.absolute_urls import absolute_url
from content.languages import localized_value
from events.models import Booking, Notice, NoticeText
from events.models.notice import PLACEHOLDER_PATTERN

Kind = Notice.Kind

FACTS = gettext_lazy("{session}\nTime: {when}\nPlace: {venue}\nPeople: {people}\nReference: {reference}")
CHANGE = "{change}"
ASKED = gettext_lazy("Asked for: {change}")
REASON = gettext_lazy("Reason: {reason}")
BRING = gettext_lazy("Please bring: {bring}")
AT_THE_DOOR = gettext_lazy("At the door, show the QR code of your ticket or say the reference.")
CANNOT_COME = gettext_lazy("If you cannot come, please cancel in time: somebody else is glad of the place.")
DECIDED_BY = gettext_lazy("The places are kept for you until {expires}. You will hear from us as soon as it is decided.")
TICKET = gettext_lazy("Your ticket, where you can change or cancel: {address}")
WEEK = "{week}"
RECORD = gettext_lazy("The record of this booking: {address}")

# kind → subject, paragraphs
DEFAULT_TEXTS = {
    Kind.RECEIVED: (
        gettext_lazy("Received, awaiting approval: {session}"),
        (gettext_lazy("We have received your class booking. Thank you!"), FACTS, DECIDED_BY, TICKET),
    ),
    Kind.CONFIRMED: (
        gettext_lazy("Booked: {session}, {when}"),
        (gettext_lazy("You are booked. See you there!"), FACTS, BRING, AT_THE_DOOR, CANNOT_COME, TICKET),
    ),
    Kind.REJECTED: (
        gettext_lazy("Not approved: {session}, {when}"),
        (
            gettext_lazy("We are sorry: this class booking could not be approved."),
            REASON,
            FACTS,
            gettext_lazy("Please choose another time or session, or telephone us: we help you find one."),
            RECORD,
        ),
    ),
    Kind.WAITLISTED: (
        gettext_lazy("On the waiting list: {session}, {when}"),
        (
            gettext_lazy("This time is full; you are on its waiting list."),
            FACTS,
            gettext_lazy(
                "Places that come free go to the first in line that fits. We tell you when it is your turn; "
                "there is nothing you need to do. If you no longer want to wait, please leave the list on your ticket."
            ),
            TICKET,
        ),
    ),
    Kind.PROMOTED: (
        gettext_lazy("Places came free: {session}, {when}"),
        (
            gettext_lazy("Good news: places came free, and they are yours."),
            CHANGE,
            FACTS,
            DECIDED_BY,
            BRING,
            CANNOT_COME,
            TICKET,
        ),
    ),
    Kind.CHANGED_BY_BOOKER: (
        gettext_lazy("Changed: {session}"),
        (gettext_lazy("Your booking is changed as you asked."), CHANGE, FACTS, DECIDED_BY, CANNOT_COME, TICKET),
    ),
    Kind.CHANGED_BY_STAFF: (
        gettext_lazy("Please note, changed: {session}"),
        (
            gettext_lazy("We had to change your booking, and are sorry for the trouble."),
            CHANGE,
            REASON,
            FACTS,
            DECIDED_BY,
            gettext_lazy("If this does not suit you, please choose another time or cancel on your ticket."),
            TICKET,
        ),
    ),
    Kind.CANCELLED: (
        gettext_lazy("Cancelled: {session}, {when}"),
        (
            gettext_lazy("This booking is cancelled; you need not come."),
            REASON,
            FACTS,
            gettext_lazy("You are welcome to book again while places are left."),
            RECORD,
        ),
    ),
    Kind.CHANGE_REQUESTED: (
        gettext_lazy("Change received, awaiting approval: {session}"),
        (
            gettext_lazy("We have received the change you asked for."),
            ASKED,
            gettext_lazy("You will hear from us by {expires} at the latest. Until then your booking stays as it is:"),
            FACTS,
            TICKET,
        ),
    ),
    Kind.CHANGE_APPROVED: (
        gettext_lazy("Change approved: {session}, {when}"),
        (gettext_lazy("The change you asked for is approved."), CHANGE, FACTS, BRING, AT_THE_DOOR, CANNOT_COME, TICKET),
    ),
    Kind.CHANGE_ENDED: (
        gettext_lazy("Not changed: {session}, {when}"),
        (
            gettext_lazy("The change you asked for was not made. Your booking stays as it was."),
            ASKED,
            REASON,
            FACTS,
            gettext_lazy("You can ask for another change on your ticket."),
            TICKET,
        ),
    ),
    Kind.TICKET_LINK: (
        gettext_lazy("Your ticket: {session}, {when}"),
        (
            gettext_lazy("You asked us to send you the address of your ticket once more."),
            FACTS,
            TICKET,
            gettext_lazy(
                "Anyone who has this address can change or cancel the booking, so please do not pass it on. "
                "If you did not ask for it, you need do nothing."
            ),
        ),
    ),
    Kind.REMINDER: (
        gettext_lazy("Reminder: {session}, {when}"),
        (gettext_lazy("Your session is coming up. See you there!"), FACTS, BRING, AT_THE_DOOR, CANNOT_COME, TICKET),
    ),
    Kind.LAPSED: (
        gettext_lazy("Lapsed: {session}, {when}"),
        (
            gettext_lazy("We are sorry: this booking was not settled in time, so its places were given back."),
            FACTS,
            gettext_lazy("Please choose another time, or telephone us: we help you find one."),
            RECORD,
        ),
    ),
}


@dataclass(frozen=True, kw_only=True)
class NoticeContent:
    subject: str
    body: str


@dataclass(frozen=True, kw_only=True)
class BookingSnapshot:
    """The facts of a booking that a change may alter, as they were before it."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    venue: str
    people: int
    state: str


def take_snapshot(booking: Booking) -> BookingSnapshot:
    slot = booking.slot
    return BookingSnapshot(
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        venue=slot.session.venue.name,
        people=booking.people,
        state=booking.state,
    )


def default_text(kind: str, language: str) -> NoticeContent:
    """Return the portal's default text, with placeholders."""
    subject, paragraphs = DEFAULT_TEXTS[kind]
    with override(language):
        return NoticeContent(subject=str(subject), body="\n\n".join(map(str, (*paragraphs, WEEK))))


def load_custom_texts(*, kinds: Iterable[str]) -> dict[tuple[str, str], NoticeText]:
    return {(text.kind, text.language): text for text in NoticeText.objects.filter(kind__in=kinds)}


def compose_text(booking: Booking, kind: str, *, custom_texts: dict[tuple[str, str], NoticeText], **details) -> NoticeContent:
    """Return what the booker reads. `custom_texts` are those of the bureau, `details` as in `render_text`."""
    language = booking.language
    return render_text(custom_texts.get((kind, language)) or default_text(kind, language), booking, **details)


def render_text(text: NoticeContent | NoticeText, booking: Booking, *, language: str = "", **details) -> NoticeContent:
    """Return the text with its placeholders replaced. The ticket's address is appended if the text does not contain it.

    `language` is the language of the text if it is not the booker's; `details` as in `booking_facts`.
    """
    with override(language or booking.language):
        facts = booking_facts(booking, **details)
        body = replace_placeholders(text.body, facts)
        if facts["address"] not in body:
            body = f"{body}\n\n{facts['address']}"
        return NoticeContent(subject=" ".join(replace_placeholders(text.subject, facts).split())[:200], body=body)


def replace_placeholders(text: str, facts: dict[str, str]) -> str:
    lines = []
    for line in text.splitlines():
        names = PLACEHOLDER_PATTERN.findall(line)
        if not names or any(facts.get(name) for name in names):
            lines.append(PLACEHOLDER_PATTERN.sub(lambda found: facts.get(found[1], found[0]), line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def booking_facts(
    booking: Booking,
    *,
    reason: str = "",
    before: BookingSnapshot | None = None,
    asked: str = "",
    expires_at: dt.datetime | None = None,
) -> dict[str, str]:
    """Return the value of every placeholder. `asked` and `expires_at` belong to a change that is only asked for."""
    session = booking.slot.session
    if booking.state in (Booking.State.HELD, Booking.State.PENDING):
        expires_at = expires_at or booking.expires_at
    return {
        "session": localized_value(session, "title"),
        "when": format_slot_span(booking.slot.starts_at, booking.slot.ends_at),
        "venue": format_venue(session.venue),
        "people": format_people(booking.people),
        "reference": booking.spaced_reference,
        "name": booking.contact_name,
        "address": absolute_url("ticket", booking.token),
        "reason": reason,
        "change": asked or (describe_change(before, booking) if before else ""),
        "expires": format_slot_span(expires_at) if expires_at else "",
        "bring": localized_value(session, "what_to_bring"),
        "week": localized_value(session.week, "name"),
    }


def describe_change(before: BookingSnapshot, booking: Booking) -> str:
    """Return the old and new values of what differs, blank if nothing does."""
    after = take_snapshot(booking)
    old, new = [], []
    if before.state != after.state:
        old.append(str(Booking.State(before.state).label))
        new.append(str(Booking.State(after.state).label))
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        old.append(format_slot_span(before.starts_at, before.ends_at))
        new.append(format_slot_span(after.starts_at, after.ends_at))
    if before.venue != after.venue:
        old.append(before.venue)
        new.append(after.venue)
    if before.people != after.people:
        old.append(format_people(before.people))
        new.append(format_people(after.people))
    if not new:
        return ""
    comma = _(", ")
    return _("Before: {old}\nNow: {new}").format(old=comma.join(old), new=comma.join(new))


def format_slot_span(start: dt.datetime, end: dt.datetime | None = None) -> str:
    return render_to_string("events/notices/_slot_time.txt", {"start": start, "end": end}).strip()


def format_people(people: int) -> str:
    return ngettext("%(people)s person", "%(people)s people", people) % {"people": people}


def format_venue(venue) -> str:
    parent = localized_value(venue.parent, "name") if venue.parent_id else ""
    return " ".join(filter(None, [parent, localized_value(venue, "name")]))
