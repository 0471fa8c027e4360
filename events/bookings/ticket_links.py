"""The address of a ticket, sent once more to whoever lost it."""

import datetime as dt

from django.db import transaction
from django_tasks import task

from content import clock
from content.mail import MAIL_QUEUE
from events.models import Booking, Notice
from events.notices import outbox

MOST = 20  # class bookings of one number on several days; more are not sent at once


def request_ticket_links(*, phone: str, now: dt.datetime):
    """Queue one task, also where the number has no booking, so that the time of the answer does not tell which.

    The task knows the bookings by their keys: the number stands in no queue.
    """
    bookings = list_bookings_to_come(now).filter(phone=phone).order_by("slot__starts_at", "pk")
    send_ticket_links.enqueue(list(bookings.values_list("pk", flat=True)[:MOST]))


def list_bookings_to_come(now: dt.datetime):
    return Booking.objects.live().exclude(state=Booking.State.HELD).filter(slot__ends_at__gt=now)


@task(priority=10, queue_name=MAIL_QUEUE)
@transaction.atomic
def send_ticket_links(booking_keys: list[int]):
    """Write a notice with the ticket's address for each of these bookings that is still live and not over yet.

    A booker who can only be telephoned stands on the call list once, however often it is asked for.
    """
    now = clock.now()
    called = Notice.objects.to_call().filter(kind=Notice.Kind.TICKET_LINK).values("booking")
    bookings = list_bookings_to_come(now).filter(pk__in=booking_keys).exclude(pk__in=called)
    items = [
        outbox.NoticeItem(booking=booking, kind=Notice.Kind.TICKET_LINK) for booking in bookings.order_by("slot__starts_at", "pk")
    ]
    outbox.write_notices(items, now=now)
