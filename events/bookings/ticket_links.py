"""The address of a ticket, sent once more to whoever lost it."""

import datetime as dt

from django.db import transaction

from events.models import Booking, Notice
from events.notices import outbox

MOST = 20  # class bookings of one number on several days; more are not sent at once


@transaction.atomic
def send_ticket_links(*, phone: str, now: dt.datetime):
    """Write a notice with the ticket's address for each live booking of the number that is not over yet.

    A booker who can only be telephoned stands on the call list once, however often it is asked for.
    """
    bookings = Booking.objects.live().exclude(state=Booking.State.HELD).filter(phone=phone, slot__ends_at__gt=now)
    called = Notice.objects.to_call().filter(kind=Notice.Kind.TICKET_LINK).values("booking")
    items = [
        outbox.NoticeItem(booking=booking, kind=Notice.Kind.TICKET_LINK)
        for booking in bookings.exclude(pk__in=called).order_by("slot__starts_at", "pk")[:MOST]
    ]
    outbox.write_notices(items, now=now)
