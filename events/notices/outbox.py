"""Writing notices. A row belongs to the transaction of the change it reports; sending comes after the commit."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from events.models import Booking, Notice


def write(booking: Booking, kind: str, *, now: dt.datetime) -> Notice:
    """One notice per event of a booking, through the best channel that reaches its booker."""
    channel = channel_for(booking)
    notice = Notice.objects.create(
        booking=booking,
        kind=kind,
        channel=channel,
        event_key=f"{booking.pk}:{kind}:{booking.events.count()}",
        due_at=now,
        created_at=now,
    )
    if channel == Notice.Channel.MAIL:
        transaction.on_commit(lambda: _enqueue(notice.pk))
    return notice


def channel_for(booking: Booking) -> str:
    """Mail, else a text message where a provider is set up, else staff telephone."""
    if booking.email:
        return Notice.Channel.MAIL
    return Notice.Channel.CALL if settings.SMS_BACKEND == "console" else Notice.Channel.SMS


def _enqueue(notice_id: int):
    from events.notices.tasks import (
        deliver,
    )  # the task imports what sends; writing must not

    deliver.enqueue(notice_id)
