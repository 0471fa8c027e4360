"""The ticket of somebody who has a place and nothing else to be told: rendered once for all whose tickets say the same.

They differ in the ticket's address, the reference, its code and the contact, which are put into the text that is kept. Whatever
else a ticket may depend on is part of the key. Rendering it takes longer than all the rest of the request.
"""

import copy
import datetime as dt
import re
from collections.abc import Hashable, Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import escape

from content import public_cache
from content.masking import mask_phone
from events.bookings.full_slots import COOKIE_OF_RECENT_BOOKING
from events.models import Booking, TimeSlot

TEMPLATE = "events/bookings/ticket.html"
# What the kept text has in their place: control characters, which are in no page.
REFERENCE, NAME, PHONE, CODE = "\x01\x01\x01\x01\x02\x02\x02\x02", "\x03", "\x04" * 11, "\x05"
UNSEEN = ("id", "uid", "email", "created_at", "changed_at", "consented_at")  # no ticket shows them
KEYS_OF_BOOKING = {field.attname for field in Booking._meta.concrete_fields} - {
    *UNSEEN,
    *("reference", "token", "contact_name", "phone"),
}
KEYS_OF_SLOT = {field.attname for field in TimeSlot._meta.concrete_fields} - {"places_taken"}
OF_BOOKER = ("booking", "pass", "history", "last_event", "now")  # the rest of the context is part of the key


def render_ticket(request, context: Mapping) -> HttpResponse:
    """Return the page. `context` is that of the template, with the moment as `now` and the ticket's `pass`."""
    key = find_key(request, context)
    if key is None:
        return render(request, TEMPLATE, context)
    pieces = public_cache.get_or_make(("ticket", key), lambda: cut_ticket(request, context))
    values = list_values(context)
    return HttpResponse("".join([values.get(piece, piece) for piece in pieces]))


def find_key(request, context: Mapping) -> Hashable | None:
    """Return what the ticket depends on; None for one that tells more than the usual, or may show something of its reader's."""
    booking, now = context["booking"], context["now"]
    rest = [value for name, value in context.items() if name not in OF_BOOKER]
    is_plain_request = not request.GET and request.COOKIES.keys() <= {COOKIE_OF_RECENT_BOOKING}
    is_usual = booking.state == Booking.State.CONFIRMED and not booking.is_for_class and len(context["history"]) == 1
    has_contact = booking.contact_name and booking.phone and not booking.is_checked_in
    if not (is_plain_request and is_usual and has_contact and all(is_simple(value) for value in rest)):
        return None
    return (
        *(repr(value) for name, value in vars(booking).items() if name in KEYS_OF_BOOKING),
        *(repr(value) for name, value in vars(booking.slot).items() if name in KEYS_OF_SLOT),
        *(bool(booking.email), bool(context["pass"].qr), context["pass"].state),
        *map(repr, rest),
        *(request.get_host(), request.scheme, now.date(), now < booking.changes_until),
    )


def is_simple(value) -> bool:
    """Whether it says no more than yes or no, or a day."""
    return not value or isinstance(value, bool | dt.date)


def cut_ticket(request, context: Mapping) -> list[str]:
    """Render it for nobody, and cut it where something of its booker stands."""
    booking = copy.copy(context["booking"])
    booking.reference, booking.contact_name, booking.phone = REFERENCE, NAME, PHONE
    for name in UNSEEN:
        setattr(booking, name, None)
    stand_in = type(context["pass"])(booking=booking, state=context["pass"].state, qr=context["pass"].qr and CODE)
    text = render_to_string(TEMPLATE, {**context, "booking": booking, "pass": stand_in}, request)
    marks = [booking.token, REFERENCE, booking.spaced_reference, NAME, booking.masked_phone, CODE]
    pieces = re.split(f"({'|'.join(map(re.escape, marks))})", text)
    return ["\0" if piece == booking.token else piece for piece in pieces]


def list_values(context: Mapping) -> dict[str, str]:
    """Return what is put in place of the marks."""
    booking = context["booking"]
    return {
        "\0": booking.token,
        REFERENCE: booking.reference,
        f"{REFERENCE[:4]}-{REFERENCE[4:]}": booking.spaced_reference,
        NAME: escape(booking.contact_name),
        mask_phone(PHONE): booking.masked_phone,
        CODE: context["pass"].qr,
    }
