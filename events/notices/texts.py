"""The words of a notice: the bureau's own where there are any, else the portal's, with the booking's facts put in.

Placeholders are replaced by plain text, never by `str.format`, so that no word of an editor reaches into an object.
A line whose placeholders all stand for nothing is left out.
"""

import datetime as dt
import re
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from content.languages import words
from content.absolute_urls import absolute_url
from events.models import Booking, Notice, NoticeText
from events.models.notice import IN_BRACES

Kind = Notice.Kind

FACTS = gettext_lazy("{session}\nTime: {when}\nPlace: {venue}\nPeople: {people}\nReference: {reference}")
CHANGE = "{change}"
REASON = gettext_lazy("Reason: {reason}")
BRING = gettext_lazy("Please bring: {bring}")
AT_THE_DOOR = gettext_lazy("At the door, show the QR code of your ticket or say the reference.")
CANNOT_COME = gettext_lazy("If you cannot come, please cancel in time: somebody else is glad of the place.")
DECIDED_BY = gettext_lazy("The places are kept for you until {expires}. You will hear from us as soon as it is decided.")
TICKET = gettext_lazy("Your ticket, where you can change or cancel: {address}")
WEEK = "{week}"
RECORD = gettext_lazy("The record of this booking: {address}")

# kind → subject, paragraphs
PORTAL_WORDS = {
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
class Words:
    subject: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What of a booking a change may alter, as it was before."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    venue: str
    people: int
    state: str


def snapshot(booking: Booking) -> Snapshot:
    slot = booking.slot
    return Snapshot(
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        venue=slot.session.venue.name,
        people=booking.people,
        state=booking.state,
    )


def portal_words(kind: str, language: str) -> Words:
    """The portal's own, with placeholders."""
    subject, paragraphs = PORTAL_WORDS[kind]
    with override(language):
        return Words(subject=str(subject), body="\n\n".join(map(str, (*paragraphs, WEEK))))


def all_own_words() -> dict[tuple[str, str], NoticeText]:
    return {(text.kind, text.language): text for text in NoticeText.objects.all()}


def words_for(
    booking: Booking,
    kind: str,
    *,
    reason: str = "",
    before: Snapshot | None = None,
    own: dict[tuple[str, str], NoticeText] | None = None,
) -> Words:
    """What the booker reads. `own` are the bureau's texts where many notices are written at once."""
    language = booking.language
    if own is None:
        own = {(text.kind, text.language): text for text in NoticeText.objects.filter(kind=kind, language=language)}
    return filled(own.get((kind, language)) or portal_words(kind, language), booking, reason=reason, before=before)


def filled(
    words: Words | NoticeText, booking: Booking, *, language: str = "", reason: str = "", before: Snapshot | None = None
) -> Words:
    """The placeholders replaced. The ticket's address stands in every notice, whether or not an editor thought of it.

    `language` is that of the words where it is not the booker's.
    """
    with override(language or booking.language):
        facts = facts_of(booking, reason=reason, before=before)
        body = fill(words.body, facts)
        if facts["address"] not in body:
            body = f"{body}\n\n{facts['address']}"
        return Words(subject=" ".join(fill(words.subject, facts).split())[:200], body=body)


def fill(text: str, facts: dict[str, str]) -> str:
    lines = []
    for line in text.splitlines():
        names = IN_BRACES.findall(line)
        if not names or any(facts.get(name) for name in names):
            lines.append(IN_BRACES.sub(lambda found: facts.get(found[1], found[0]), line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def facts_of(booking: Booking, *, reason: str, before: Snapshot | None) -> dict[str, str]:
    session = booking.slot.session
    is_awaited = booking.state in (Booking.State.HELD, Booking.State.PENDING) and booking.expires_at
    return {
        "session": words(session, "title"),
        "when": when(booking.slot.starts_at, booking.slot.ends_at),
        "venue": place_of(session.venue),
        "people": people_of(booking.people),
        "reference": booking.spaced_reference,
        "name": booking.contact_name,
        "address": absolute_url("ticket", booking.token),
        "reason": reason,
        "change": change(before, booking) if before else "",
        "expires": when(booking.expires_at) if is_awaited else "",
        "bring": words(session, "what_to_bring"),
        "week": words(session.week, "name"),
    }


def change(before: Snapshot, booking: Booking) -> str:
    """From and to, of what differs alone; nothing where nothing does."""
    after = snapshot(booking)
    old, new = [], []
    if before.state != after.state:
        old.append(str(Booking.State(before.state).label))
        new.append(str(Booking.State(after.state).label))
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        old.append(when(before.starts_at, before.ends_at))
        new.append(when(after.starts_at, after.ends_at))
    if before.venue != after.venue:
        old.append(before.venue)
        new.append(after.venue)
    if before.people != after.people:
        old.append(people_of(before.people))
        new.append(people_of(after.people))
    if not new:
        return ""
    comma = _(", ")
    return _("Before: {old}\nNow: {new}").format(old=comma.join(old), new=comma.join(new))


def when(start: dt.datetime, end: dt.datetime | None = None) -> str:
    return render_to_string("events/notices/_slot_time.txt", {"start": start, "end": end}).strip()


def people_of(people: int) -> str:
    return ngettext("%(people)s person", "%(people)s people", people) % {"people": people}


def place_of(venue) -> str:
    parent = words(venue.parent, "name") if venue.parent_id else ""
    return " ".join(filter(None, [parent, words(venue, "name")]))
