"""Changes from a page that was opened a while ago: it undoes nothing that was changed elsewhere meanwhile.

The page sends back what it showed of the booking, as text, in hidden fields. Only what was changed on it is applied, to
the booking as it is now, under its lock; a client that does not send what it saw changes all fields it sends.
"""

from collections.abc import Mapping

from events import time_spans
from events.bookings.errors import ChangedMeanwhile
from events.models import Booking, BookingChange

CONTACT_FIELDS = ("contact_name", "phone", "email", "access_needs")
INDIVIDUAL_FIELDS = ("slot", "people", "under_14", *CONTACT_FIELDS)
CLASS_FIELDS = ("slot", "pupils", "adults", *CONTACT_FIELDS, "class_name", "arrival")


def page_values(booking: Booking, pending: BookingChange | None) -> dict[str, str]:
    """Return what a page shows of a booking that can be changed; `request` is the number of its pending request, if any."""
    names = CLASS_FIELDS if booking.is_for_class else INDIVIDUAL_FIELDS
    return {name: as_text(read_field(booking, name)) for name in names} | {"request": as_text(pending and pending.pk)}


def read_field(booking: Booking, name: str):
    return booking.slot_id if name == "slot" else getattr(booking, name)


def as_text(value) -> str:
    return "" if value is None else str(value)


def merge_edits(booking: Booking, sent: Mapping[str, object], shown: Mapping[str, str] | None) -> dict[str, object]:
    """Return the values to write: those sent, but the booking's own where the page was sent as it was shown.

    Raises `ChangedMeanwhile` with the booking's values of the fields that were changed on the page and elsewhere too.
    """
    merged, conflicts = {}, {}
    for name, value in sent.items():
        current, was = read_field(booking, name), (shown or {}).get(name)
        if was is not None and as_text(value) == was:
            merged[name] = current
        elif was is None or as_text(current) in (was, as_text(value)):
            merged[name] = value
        else:
            conflicts[name] = describe_field(booking, name)
    if conflicts:
        raise ChangedMeanwhile(conflicts)
    return merged


def check_request_was_shown(pending: BookingChange | None, shown: Mapping[str, str] | None):
    """Raise `ChangedMeanwhile` if the booker asked for a change meanwhile, which the page did not show and would end."""
    if pending and (shown or {}).get("request", as_text(pending.pk)) != as_text(pending.pk):
        raise ChangedMeanwhile({})


def list_meanwhile_changes(booking: Booking, sent: Mapping[str, object], shown: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return name and present value of each field that is not what the page showed, and was not changed on it."""
    return [
        (str(Booking._meta.get_field(name).verbose_name), describe_field(booking, name))
        for name, was in shown.items()
        if name != "request" and as_text(read_field(booking, name)) != was and (name not in sent or as_text(sent[name]) == was)
    ]


def describe_field(booking: Booking, name: str) -> str:
    """Return the value as a page may say it to booker and staff alike: a mobile number is masked."""
    if name == "slot":
        return time_spans.format_time_span(booking.slot)
    return as_text(booking.masked_phone if name == "phone" else getattr(booking, name)) or "—"
