"""iCalendar (RFC 5545). An entry keeps its UID for life; it contains no name, phone number or ticket token.

A slot has one entry in the programme's calendar, for everybody, and another for each of its bookings. The entry of a
booking has the same UID, SEQUENCE and STATUS whether it is downloaded, mailed or subscribed to.
"""

import datetime as dt
from collections.abc import Iterable
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content import clock
from content.absolute_urls import absolute_url
from content.ical_lines import format_utc_time, format_wall_time, write_line, write_text_line
from content.languages import localized_value
from content.publishing import is_public
from content.sample_marks import mark_sample_title, sample_note
from content.site_identity import permanent_domain
from events.models import Booking, EventSession, TimeSlot, Venue

ZONE = ZoneInfo("Asia/Shanghai")
FEED_INTERVAL = "PT1H"
PRODID = "-//Vocational Education Activity Week Portal//Programme//ZH"  # names the software, so it is the same for every city

BOOKING_STATUS = {
    Booking.State.CONFIRMED: "CONFIRMED",
    Booking.State.HELD: "TENTATIVE",
    Booking.State.PENDING: "TENTATIVE",
    Booking.State.WAITLISTED: "TENTATIVE",
}


def programme_calendar(slots: Iterable[TimeSlot], *, name: str, now: dt.datetime) -> bytes:
    """Return the file with an entry for each slot. A slot keeps its entry: it is shared until a public record changes."""
    language, of_sessions = get_language(), {}
    entries = []
    for slot in slots:
        written = slot.__dict__.setdefault("calendar_entries", {})
        if language not in written:
            written[language] = write_slot_entry(slot, of_sessions, now)
        entries.append(written[language])
    return write_calendar(name, entries)


def booking_calendar(booking: Booking) -> bytes:
    """Return the file of a ticket with its one entry, whatever the state of the booking."""
    now = clock.now()
    facts = describe_booking_entry(booking, now)
    return write_calendar(facts["summary"], [write_booking_entry(booking, facts)])


def feed_calendar(bookings: Iterable[Booking], *, name: str, now: dt.datetime) -> bytes:
    """Return the feed a booker subscribes to. Ended bookings stay in it as cancelled, so that calendars remove them."""
    entries = [write_booking_entry(booking, describe_booking_entry(booking, now)) for booking in bookings]
    return write_calendar(name, entries, refresh_interval=FEED_INTERVAL)


def mail_calendar(booking: Booking, facts: dict) -> MIMEBase:
    """Return the attachment of a notice, with the `facts` of its entry (`describe_booking_entry`) when the notice was written.

    Its METHOD is CANCEL for a booking that had ended, so that calendars remove the entry.
    """
    method = "CANCEL" if facts["status"] == "CANCELLED" else "PUBLISH"
    organiser = f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"  # required by RFC 5546 in a message
    entry = write_booking_entry(booking, facts, write_line("ORGANIZER", organiser))
    part = MIMEBase("text", "calendar", method=method, charset="utf-8")
    part.set_payload(write_calendar(facts["summary"], [entry], method=method))
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=f"{booking.reference}.ics")
    return part


def describe_session_entry(slot: TimeSlot, now: dt.datetime) -> dict:
    """Return what the entry of a slot says now, in the language that is active, as JSON can hold it."""
    return {
        "stamped_at": format_utc(now),
        "starts_at": format_utc(slot.starts_at),
        "ends_at": format_utc(slot.ends_at),
        "summary": mark_sample_title(localized_value(slot.session, "title"), slot.sample_parts),
        "location": format_ical_location(slot.session.venue),
    }


def describe_booking_entry(booking: Booking, now: dt.datetime) -> dict:
    """Return what the entry of a booking says now. A notice stores it, so that its text and its entry say the same.

    `sequence` rises with every change of time or place; the end of the booking adds one.
    """
    has_ended = not booking.is_live or booking.has_expired(now)
    return describe_session_entry(booking.slot, now) | {
        "changed_at": format_utc(booking.changed_at),
        "sequence": booking.sequence + has_ended,
        "state": booking.state,
        "status": "CANCELLED" if has_ended or booking.slot.is_cancelled else BOOKING_STATUS[booking.state],
    }


def format_utc(moment: dt.datetime) -> str:
    """Return the same text for the same moment, whatever the time zone it is given in."""
    return moment.astimezone(dt.UTC).isoformat()


def write_booking_entry(booking: Booking, facts: dict, more_lines: bytes = b"") -> bytes:
    starts_at, ends_at, changed_at = (dt.datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at", "changed_at"))
    lines = [
        write_own_lines(booking.uid, facts["sequence"], facts["status"], starts_at, ends_at, is_all_day=booking.slot.is_all_day),
        write_line("DTSTAMP", format_utc_time(dt.datetime.fromisoformat(facts["stamped_at"]))),
        write_line("LAST-MODIFIED", format_utc_time(changed_at)),
        write_session_lines(booking.slot.session, facts),
        write_text_line("DESCRIPTION", booking_description(booking, facts["state"])),
        more_lines,
    ]
    return write_component("VEVENT", b"".join(lines))


def write_slot_entry(slot: TimeSlot, of_sessions: dict, now: dt.datetime) -> bytes:
    """`of_sessions` has the lines that entries of one session have in common, and gets those that are missing."""
    common = slot.session_id, slot.sample_parts, slot.is_cancelled and slot.cancel_reason
    if common not in of_sessions:
        of_sessions[common] = write_common_lines(slot, now)
    status = "CANCELLED" if slot.is_cancelled else "CONFIRMED"
    own = write_own_lines(slot.uid, slot.sequence, status, slot.starts_at, slot.ends_at, is_all_day=slot.is_all_day)
    return write_component("VEVENT", own + of_sessions[common])


def write_common_lines(slot: TimeSlot, now: dt.datetime) -> bytes:
    revised_at = format_utc_time(slot.session.updated_at)  # RFC 5545, without METHOD: DTSTAMP is when it was last revised
    lines = [
        write_line("DTSTAMP", revised_at),
        write_line("LAST-MODIFIED", revised_at),
        write_session_lines(slot.session, describe_session_entry(slot, now)),
        write_text_line("DESCRIPTION", slot_description(slot)),
    ]
    return b"".join(lines)


def write_own_lines(
    uid: str, sequence: int, status: str, starts_at: dt.datetime, ends_at: dt.datetime, *, is_all_day: bool
) -> bytes:
    lines = [
        write_line("UID", ical_uid(uid)),
        write_line("SEQUENCE", str(sequence)),
        write_line("STATUS", status),
        *(
            write_line(f"{name};TZID={ZONE.key}", format_wall_time(moment.astimezone(ZONE)))
            for name, moment in (("DTSTART", starts_at), ("DTEND", ends_at))
        ),
        write_line("TRANSP", "TRANSPARENT" if is_all_day else "OPAQUE"),
    ]
    return b"".join(lines)


def write_session_lines(session: EventSession, facts: dict) -> bytes:
    """Return the properties of the session that the entries of a slot and of a booking have in common."""
    lines = [
        write_text_line("SUMMARY", facts["summary"]),
        write_text_line("LOCATION", facts["location"]),
        write_text_line("CATEGORIES", EventSession.Kind(session.kind).label),
    ]
    if is_public(session, dt.datetime.fromisoformat(facts["stamped_at"])):
        lines.append(write_line("URL", absolute_url("session_detail", session.slug)))
    return b"".join(lines)


def booking_description(booking: Booking, state: str) -> str:
    session = booking.slot.session
    label = _("Booking")
    lines = [f"{label} {booking.spaced_reference} · {Booking.State(state).label}"]
    lines += [*describe_preparation(session), sample_note(booking.slot.sample_parts)]
    return "\n".join(filter(None, lines))


def slot_description(slot: TimeSlot) -> str:
    session = slot.session
    lines = [localized_value(session, "summary"), *describe_preparation(session), sample_note(slot.sample_parts)]
    if slot.is_cancelled:
        lines.insert(0, _("Cancelled: %(reason)s") % {"reason": slot.cancel_reason or session.cancel_reason})
    return "\n".join(filter(None, lines))


def describe_preparation(session: EventSession) -> list[str]:
    """Return what to bring and what is known about access; blank where nothing is."""
    bring = localized_value(session, "what_to_bring")
    return [_("Please bring: {bring}").format(bring=bring) if bring else "", localized_value(session, "access_notes")]


def format_ical_location(venue: Venue) -> str:
    if not venue.address:
        return venue.full_name
    return _("%(venue)s, %(address)s") % {"venue": venue.full_name, "address": venue.address}


def ical_uid(value: str) -> str:
    """Return a UID that stays when the portal moves to another address."""
    return f"{value}@{permanent_domain()}"


def write_calendar(name: str, entries: list[bytes], *, method: str = "PUBLISH", refresh_interval: str = "") -> bytes:
    """Return the file, with CRLF line ends and lines folded at 75 octets but never inside a character."""
    lines = [
        write_line("VERSION", "2.0"),
        write_line("PRODID", PRODID),
        write_line("CALSCALE", "GREGORIAN"),
        write_line("METHOD", method),
        write_text_line("X-WR-CALNAME", name),
        write_line("X-WR-TIMEZONE", ZONE.key),
    ]
    if refresh_interval:
        lines.append(write_line("REFRESH-INTERVAL;VALUE=DURATION", refresh_interval))
        lines.append(write_line("X-PUBLISHED-TTL", refresh_interval))
    return write_component("VCALENDAR", b"".join([*lines, VTIMEZONE, *entries]))


def write_component(name: str, lines: bytes) -> bytes:
    return b"".join([write_line("BEGIN", name), lines, write_line("END", name)])


def write_time_zone() -> bytes:
    """Return the time zone: China has had one offset and no daylight saving time since 1991."""
    standard = {"DTSTART": "19910915T000000", "TZOFFSETFROM": "+0800", "TZOFFSETTO": "+0800", "TZNAME": "CST"}
    lines = b"".join(write_line(name, value) for name, value in standard.items())
    return write_component("VTIMEZONE", write_line("TZID", ZONE.key) + write_component("STANDARD", lines))


VTIMEZONE = write_time_zone()
