"""The text of a notice: the bureau's own if there is one, else the default, with the facts of the booking filled in.

Placeholders are replaced as plain text, never with `str.format`, so that an editor's text cannot reach into an object.
A line whose placeholders are all blank is left out.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from django.db.models import CharField
from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from content.absolute_urls import path_with_token, prepend_base_url
from content.languages import localized_value
from content.models import SiteSettings
from content.prepared_queries import Parameter, PreparedQuery
from content.remembered_texts import RememberedTexts
from content.sample_marks import mark_sample_title, sample_note
from events.models import Booking, NoticeText
from events.models.notice import PLACEHOLDER_PATTERN
from events.notices.default_texts import DEFAULT_TEXTS, WEEK

spans = RememberedTexts(2_000)
CustomTexts = dict[tuple[str, str], NoticeText]  # by kind and language


@dataclass(frozen=True, kw_only=True)
class NoticeContent:
    subject: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a session is, as its booker reads it: venue, address, and the point that map apps show."""

    venue: str
    address: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class BookingSnapshot:
    """The facts of a booking that a change may alter, as they were before it."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    place: Place
    people: int
    state: str


def take_snapshot(booking: Booking) -> BookingSnapshot:
    slot, venue = booking.slot, booking.slot.session.venue
    with override(booking.language):
        name = venue.full_name
    return BookingSnapshot(
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        place=Place(venue=name, address=venue.address, longitude=venue.longitude, latitude=venue.latitude),
        people=booking.people,
        state=booking.state,
    )


@cache
def default_text(kind: str, language: str) -> NoticeContent:
    """Return the portal's default text, with placeholders."""
    subject, paragraphs = DEFAULT_TEXTS[kind]
    with override(language):
        return NoticeContent(subject=str(subject), body="\n\n".join(map(str, (*paragraphs, WEEK))))


def load_custom_texts(*, kinds: Iterable[str]) -> CustomTexts:
    """Return the bureau's own texts of these kinds."""
    kinds = list(kinds)
    values = {f"kind_{number}": kind for number, kind in enumerate(kinds)}
    return {(text.kind, text.language): text for text in CUSTOM_TEXTS.fetch(len(kinds), **values)}


CUSTOM_TEXTS = PreparedQuery(
    lambda count: NoticeText.objects.filter(kind__in=[Parameter(f"kind_{number}", CharField()) for number in range(count)])
)


def compose_text(booking: Booking, kind: str, *, custom_texts: CustomTexts, **details) -> NoticeContent:
    """Return what the booker reads. `custom_texts` are those of the bureau, `details` as in `render_text`."""
    language = booking.language
    return render_text(custom_texts.get((kind, language)) or default_text(kind, language), booking, **details)


def render_text(text: NoticeContent | NoticeText, booking: Booking, *, language: str = "", **details) -> NoticeContent:
    """Return the text with its placeholders replaced; of a sample it says so first.

    The ticket's address is appended if the text does not contain it.
    `language` is the language of the text if it is not the booker's; `details` as in `booking_facts`.
    """
    with override(language or booking.language):
        facts = booking_facts(booking, **details)
        if "{contact}" in text.body:  # few texts have it, and it costs a query
            facts["contact"] = SiteSettings.load().contact_line
        body = replace_placeholders(text.body, facts)
        if facts["address"] not in body:
            body = f"{body}\n\n{facts['address']}"
        parts = booking.slot.sample_parts
        subject = mark_sample_title(" ".join(replace_placeholders(text.subject, facts).split()), parts)
        return NoticeContent(subject=subject[:200], body="\n\n".join(filter(None, [sample_note(parts), body])))


def replace_placeholders(text: str, facts: dict[str, str]) -> str:
    lines = []
    for pieces in split_at_placeholders(text):
        names = pieces[1::2]
        if not names:
            lines += pieces
        elif any(facts.get(name) for name in names):
            lines.append("".join(facts.get(piece, f"{{{piece}}}") if at % 2 else piece for at, piece in enumerate(pieces)))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


@lru_cache(maxsize=500)
def split_at_placeholders(text: str) -> list[list[str]]:
    """Return of each line its words before, between and after its placeholders, and their names between those."""
    return [PLACEHOLDER_PATTERN.split(line) for line in text.splitlines()]


def booking_facts(
    booking: Booking,
    *,
    reason: str = "",
    before: BookingSnapshot | None = None,
    asked: str = "",
    expires_at: dt.datetime | None = None,
) -> dict[str, str]:
    """Return the value of every placeholder but `contact`. `asked` and `expires_at` belong to a change that is only asked for."""
    session = booking.slot.session
    if booking.state in (Booking.State.HELD, Booking.State.PENDING):
        expires_at = expires_at or booking.expires_at
    return {
        "session": localized_value(session, "title"),
        "when": format_slot_span(booking.slot.starts_at, booking.slot.ends_at),
        "venue": session.venue.full_name,
        "people": format_people(booking.people),
        "reference": booking.spaced_reference,
        "name": booking.contact_name,
        "address": prepend_base_url(path_with_token("ticket", booking.token)),
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
    if before.place != after.place:
        for place, lines in ((before.place, old), (after.place, new)):
            lines.append(
                " ".join(filter(None, [place.venue, place.address if before.place.address != after.place.address else ""]))
            )
        if old[-1] == new[-1]:
            new[-1] = _("{place} (another point on the map)").format(place=new[-1])
    if before.people != after.people:
        old.append(format_people(before.people))
        new.append(format_people(after.people))
    if not new:
        return ""
    comma = _(", ")
    return _("Before: {old}\nNow: {new}").format(old=comma.join(old), new=comma.join(new))


def format_slot_span(start: dt.datetime, end: dt.datetime | None = None) -> str:
    """Return when a slot is; remembered, because a booking's notice is written under the lock of its slot."""
    key = (get_language(), start, end)
    return spans.get_or_render(key, lambda: render_slot_span(start, end))


def render_slot_span(start: dt.datetime, end: dt.datetime | None) -> str:
    return render_to_string("events/notices/_slot_time.txt", {"start": start, "end": end}).strip()


def format_people(people: int) -> str:
    return ngettext("%(people)s person", "%(people)s people", people) % {"people": people}
