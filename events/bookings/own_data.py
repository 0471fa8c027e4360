"""All that is kept of one booking, for its booker to read and take along (PIPL, article 45)."""

import datetime as dt

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.absolute_urls import absolute_url
from content.languages import localized_value
from content.local_time import format_moment
from events.models import Booking

BOOKING_FIELDS = (
    *("reference", "kind", "state", "people", "under_14", "pupils", "adults", "contact_name", "phone", "email", "school"),
    *("school_name", "grade", "class_name", "arrival", "access_needs", "accept_fewer", "may_split", "guardian_consented"),
    *("consented_at", "consent_version", "language", "editor_note", "expires_at", "queued_at", "created_at", "changed_at"),
)
EVENT_FIELDS = ("at", "actor", "from_state", "to_state", "from_people", "to_people", "change_state", "reason")
CHANGE_FIELDS = ("created_at", "people", "pupils", "adults", "state", "expires_at", "decided_at", "reason")
NOTICE_FIELDS = ("created_at", "kind", "channel", "state", "sent_at", "subject", "body", "not_reached_at", "call_note")
ARRIVAL_FIELDS = ("arrived_at", "verdict", "result", "people", "reason")


def collect_own_data(booking: Booking, now: dt.datetime) -> dict:
    """Return all that is kept of the booking as JSON can hold it; tokens, which open the ticket, are left out."""
    slot = booking.slot
    return {
        "made_at": now.isoformat(),
        "privacy_rules": absolute_url("privacy"),
        "session": localized_value(slot.session, "title"),
        "starts_at": slot.starts_at.isoformat(),
        "ends_at": slot.ends_at.isoformat(),
        "booking": read_values(booking, BOOKING_FIELDS),
        "has_calendar_feed": bool(booking.feed_token),
        "forms_sent": [submission.submitted_at.isoformat() for submission in booking.submissions.order_by("pk")],
        **{name: [read_values(row, fields) for row in rows] for name, _label, rows, fields in list_related_rows(booking)},
    }


def list_related_rows(booking: Booking) -> list[tuple]:
    """Return (name, label, rows, fields) of each table that tells of the booking."""
    return [
        ("history", _("What has happened so far"), booking.events.order_by("at", "pk"), EVENT_FIELDS),
        ("change_requests", _("Changes asked for"), booking.change_requests.order_by("pk"), CHANGE_FIELDS),
        ("notices", _("Messages to you"), booking.notices.order_by("pk"), NOTICE_FIELDS),
        ("arrivals", _("Arrivals"), booking.arrivals.order_by("pk"), ARRIVAL_FIELDS),
    ]


def read_values(record, names) -> dict:
    return {name: read_value(record, name) for name in names}


def read_value(record, name: str):
    value = getattr(record, name)
    if name == "body":
        return record.body_without_token
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def list_readable_sections(booking: Booking) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """Return (title, records) for people to read, each record a list of (name of the field, value); what is blank is left out."""
    sections = [(_("Your booking"), [describe_record(booking, BOOKING_FIELDS)])]
    sections += [
        (title, [describe_record(row, fields) for row in rows]) for _name, title, rows, fields in list_related_rows(booking)
    ]
    return [(title, records) for title, records in sections if records]


def describe_record(record, names) -> list[tuple[str, str]]:
    described = [(capfirst(str(record._meta.get_field(name).verbose_name)), describe_value(record, name)) for name in names]
    return [(label, value) for label, value in described if value]


def describe_value(record, name: str) -> str:
    value = getattr(record, name)
    if name == "body":
        return record.body_without_token
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, dt.datetime):
        return format_moment(value)
    if name == "language":
        return {"zh-hans": "中文", "en": "English"}.get(value, value)
    display = getattr(record, f"get_{name}_display", None)
    return str(display() if display and value not in (None, "") else value or "")
