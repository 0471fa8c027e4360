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
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDatetime, vDuration

from content import clock, public_cache
from content.absolute_urls import absolute_url
from content.control_characters import strip_unwritable
from content.languages import localized_value
from content.publishing import is_public
from content.sample_marks import mark_sample_title, sample_note
from content.site_identity import permanent_domain
from events.models import Booking, EventSession, TimeSlot, Venue

ZONE = ZoneInfo("Asia/Shanghai")
FEED_INTERVAL = dt.timedelta(hours=1)
END_OF_CALENDAR = b"END:VCALENDAR\r\n"
PRODID = "-//Vocational Education Activity Week Portal//Programme//ZH"  # names the software, so it is the same for every city

BOOKING_STATUS = {
    Booking.State.CONFIRMED: "CONFIRMED",
    Booking.State.HELD: "TENTATIVE",
    Booking.State.PENDING: "TENTATIVE",
    Booking.State.WAITLISTED: "TENTATIVE",
}


def programme_calendar(slots: Iterable[TimeSlot], *, name: str, now: dt.datetime) -> bytes:
    """Return the file with an entry for each slot, which is written once until a public record changes."""
    empty = serialise_calendar(name, [])
    entries = [
        public_cache.get_or_make(("calendar entry", slot.pk), lambda slot=slot: write_entry(slot_vevent(slot, now)))
        for slot in slots
    ]
    return b"".join([empty.removesuffix(END_OF_CALENDAR), *entries, END_OF_CALENDAR])


def write_entry(entry: Event) -> bytes:
    return strip_unwritable(entry.to_ical().decode()).encode()


def booking_calendar(booking: Booking) -> bytes:
    """Return the file of a ticket with its one entry, whatever the state of the booking."""
    now = clock.now()
    facts = describe_booking_entry(booking, now)
    return serialise_calendar(facts["summary"], [booking_vevent(booking, facts)])


def feed_calendar(bookings: Iterable[Booking], *, name: str, now: dt.datetime) -> bytes:
    """Return the feed a booker subscribes to. Ended bookings stay in it as cancelled, so that calendars remove them."""
    entries = [booking_vevent(booking, describe_booking_entry(booking, now)) for booking in bookings]
    return serialise_calendar(name, entries, refresh_interval=FEED_INTERVAL)


def mail_calendar(booking: Booking, facts: dict) -> MIMEBase:
    """Return the attachment of a notice, with the `facts` of its entry (`describe_booking_entry`) when the notice was written.

    Its METHOD is CANCEL for a booking that had ended, so that calendars remove the entry.
    """
    entry = booking_vevent(booking, facts)
    method = "CANCEL" if entry["STATUS"] == "CANCELLED" else "PUBLISH"
    entry.add("organizer", f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")  # required by RFC 5546 in a message
    part = MIMEBase("text", "calendar", method=method, charset="utf-8")
    part.set_payload(serialise_calendar(facts["summary"], [entry], method=method))
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


def booking_vevent(booking: Booking, facts: dict) -> Event:
    entry = session_vevent(booking.slot, facts)
    entry.add("uid", ical_uid(booking.uid))
    entry.add("sequence", facts["sequence"])
    entry.add("status", facts["status"])
    entry.add("last-modified", dt.datetime.fromisoformat(facts["changed_at"]).astimezone(dt.UTC))
    entry.add("description", booking_description(booking, facts["state"]))
    return entry


def slot_vevent(slot: TimeSlot, now: dt.datetime) -> Event:
    entry = session_vevent(slot, describe_session_entry(slot, now))
    entry["dtstamp"] = vDatetime(slot.session.updated_at.astimezone(dt.UTC))  # RFC 5545, without METHOD: when it was last revised
    entry.add("uid", ical_uid(slot.uid))
    entry.add("sequence", slot.sequence)
    entry.add("status", "CANCELLED" if slot.is_cancelled else "CONFIRMED")
    entry.add("last-modified", slot.session.updated_at.astimezone(dt.UTC))
    entry.add("description", slot_description(slot))
    return entry


def session_vevent(slot: TimeSlot, facts: dict) -> Event:
    """Return the properties that the entries of a slot and of a booking have in common."""
    session, entry = slot.session, Event()
    stamped_at, starts_at, ends_at = (dt.datetime.fromisoformat(facts[name]) for name in ("stamped_at", "starts_at", "ends_at"))
    entry.add("dtstamp", stamped_at.astimezone(dt.UTC))
    entry.add("dtstart", starts_at.astimezone(ZONE))
    entry.add("dtend", ends_at.astimezone(ZONE))
    entry.add("summary", facts["summary"])
    entry.add("location", facts["location"])
    if is_public(session, stamped_at):
        entry.add("url", absolute_url("session_detail", session.slug))
    entry.add("categories", [session.get_kind_display()])
    entry.add("transp", "TRANSPARENT" if slot.is_all_day else "OPAQUE")
    return entry


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


def serialise_calendar(
    name: str,
    entries: list[Event],
    *,
    method: str = "PUBLISH",
    refresh_interval: dt.timedelta | None = None,
) -> bytes:
    """Return the file, with CRLF line ends and lines folded at 75 octets but never inside a character."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ZONE.key)
    if refresh_interval:
        calendar.add("refresh-interval", refresh_interval, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(refresh_interval))
    calendar.add_component(shanghai_vtimezone())
    for entry in entries:
        calendar.add_component(entry)
    return strip_unwritable(calendar.to_ical().decode()).encode()


def shanghai_vtimezone() -> Timezone:
    """Return the time zone: China has had one offset and no daylight saving time since 1991."""
    standard = TimezoneStandard()
    standard.add("dtstart", dt.datetime(1991, 9, 15))  # noqa: DTZ001 - a zone begins in its own local time
    standard.add("tzoffsetfrom", dt.timedelta(hours=8))
    standard.add("tzoffsetto", dt.timedelta(hours=8))
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", ZONE.key)
    zone.add_component(standard)
    return zone
