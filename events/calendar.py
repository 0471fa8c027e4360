"""iCalendar (RFC 5545). An entry keeps one UID for life; no person, telephone number or ticket token is in it."""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from content import clock
from content.links import absolute_url
from events.models import Booking, TimeSlot, Venue

ZONE = ZoneInfo("Asia/Shanghai")
PRODUCT = "-//Jinzhong Vocational Education Week//Programme//ZH"

BOOKING_STATUS = {
    Booking.State.CONFIRMED: "CONFIRMED",
    Booking.State.HELD: "TENTATIVE",
    Booking.State.PENDING: "TENTATIVE",
    Booking.State.WAITLISTED: "TENTATIVE",
}


def programme_calendar(slots: Iterable[TimeSlot], *, name: str, now: dt.datetime) -> bytes:
    return as_bytes(name, [slot_entry(slot, now) for slot in slots])


def booking_calendar(booking: Booking) -> bytes:
    """The one entry of a ticket, whatever has become of the booking."""
    now, slot = clock.now(), booking.slot
    entry = session_entry(slot, now)
    entry.add("uid", uid(booking.uid))
    entry.add("sequence", booking.sequence)
    entry.add("status", booking_status(booking, now))
    entry.add("last-modified", booking.changed_at.astimezone(dt.UTC))
    entry.add("description", booking_description(booking))
    return as_bytes(slot.session.title, [entry])


def slot_entry(slot: TimeSlot, now: dt.datetime) -> Event:
    entry = session_entry(slot, now)
    entry.add("uid", uid(slot.uid))
    entry.add("sequence", slot.sequence)
    entry.add("status", "CANCELLED" if slot.is_cancelled else "CONFIRMED")
    entry.add("last-modified", slot.session.updated_at.astimezone(dt.UTC))
    entry.add("description", slot_description(slot))
    return entry


def session_entry(slot: TimeSlot, now: dt.datetime) -> Event:
    """What the programme's entry and a ticket's have in common."""
    session, entry = slot.session, Event()
    entry.add("dtstamp", now.astimezone(dt.UTC))
    entry.add("dtstart", slot.starts_at.astimezone(ZONE))
    entry.add("dtend", slot.ends_at.astimezone(ZONE))
    entry.add("summary", session.title)
    entry.add("location", place(session.venue))
    entry.add("url", absolute_url("session_detail", session.slug))
    entry.add("categories", [session.get_kind_display()])
    entry.add("transp", "TRANSPARENT" if slot.is_all_day else "OPAQUE")
    return entry


def booking_status(booking: Booking, now: dt.datetime) -> str:
    has_lapsed = booking.expires_at is not None and booking.expires_at <= now
    if booking.slot.is_cancelled or (has_lapsed and booking.state in (Booking.State.HELD, Booking.State.PENDING)):
        return "CANCELLED"
    return BOOKING_STATUS.get(booking.state, "CANCELLED")


def booking_description(booking: Booking) -> str:
    return "\n".join(
        [
            f"{_('Booking')} {booking.spaced_reference} · {booking.get_state_display()}",
            *filter(None, [booking.slot.session.what_to_bring, booking.slot.session.access_notes]),
        ]
    )


def slot_description(slot: TimeSlot) -> str:
    session = slot.session
    lines = [session.summary, session.what_to_bring, session.access_notes]
    if slot.is_cancelled:
        lines.insert(0, f"{_('Cancelled')}: {slot.cancel_reason or session.cancel_reason}")
    if session.is_sample or slot.is_sample:
        lines.append(str(_("Sample")))
    return "\n".join(filter(None, lines))


def place(venue: Venue) -> str:
    parent = venue.parent.name if venue.parent_id else ""
    return " ".join(filter(None, [parent, venue.name, venue.address]))


def uid(value: str) -> str:
    return f"{value}@{urlsplit(settings.BASE_URL).hostname}"


def as_bytes(name: str, entries: list[Event]) -> bytes:
    """Lines end in CRLF and are folded at 75 octets, never inside a character."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ZONE.key)
    calendar.add_component(shanghai())
    for entry in entries:
        calendar.add_component(entry)
    return calendar.to_ical()


def shanghai() -> Timezone:
    """China has kept one offset and no summer time since 1991."""
    standard = TimezoneStandard()
    standard.add("dtstart", dt.datetime(1991, 9, 15))  # noqa: DTZ001 - a zone begins in its own local time
    standard.add("tzoffsetfrom", dt.timedelta(hours=8))
    standard.add("tzoffsetto", dt.timedelta(hours=8))
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", ZONE.key)
    zone.add_component(standard)
    return zone
