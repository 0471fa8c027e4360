"""Writing notices. A row belongs to the transaction of the change it reports; sending comes after the commit."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from events.models import Booking, Notice
from events.notices import tasks, texts
from events.notices.sms import CONSOLE_BACKEND, compose_text_message
from events.notices.texts import BookingSnapshot, NoticeContent

take_snapshot = texts.take_snapshot


def write_notice(
    booking: Booking, kind: str, *, now: dt.datetime, reason: str = "", before: BookingSnapshot | None = None
) -> Notice:
    """One notice per event of a booking, through the best channel that reaches its booker.

    The caller holds the lock of the booking's slot and has recorded the event; writing it again gives the same row.
    """
    key = f"{booking.pk}:{kind}:{booking.events.count()}"
    if same := Notice.objects.filter(event_key=key).first():
        return same
    notice = compose_notice(
        booking, kind, texts.compose_text(booking, kind, reason=reason, before=before), key=key, due_at=now, now=now
    )
    notice.save()
    if notice.channel != Notice.Channel.CALL:
        # robust: should the queue not take it, the change it reports stands all the same, and the timer sends it
        transaction.on_commit(lambda: tasks.deliver_notice.enqueue(notice.pk), robust=True)
    return notice


def compose_notice(
    booking: Booking, kind: str, words: NoticeContent, *, key: str, due_at: dt.datetime, now: dt.datetime
) -> Notice:
    """A row not yet saved. A text message has its own short words, which the provider approved beforehand.

    That of a message to many keeps the long ones too: the ticket shows them, and who telephones reads them.
    """
    channel = choose_channel(booking)
    if channel == Notice.Channel.SMS and kind != Notice.Kind.MESSAGE:
        words = compose_text_message(booking, kind)
    return Notice(
        booking=booking,
        kind=kind,
        channel=channel,
        event_key=key,
        language=booking.language,
        subject=words.subject,
        body=words.body,
        due_at=due_at,
        created_at=now,
    )


def choose_channel(booking: Booking) -> str:
    """Mail, else a text message where a provider is set up, else staff telephone. Samples never leave the house."""
    if booking.is_sample:
        return Notice.Channel.CALL
    if booking.email:
        return Notice.Channel.MAIL
    return Notice.Channel.CALL if settings.SMS_BACKEND == CONSOLE_BACKEND else Notice.Channel.SMS


def resend_notice(notice: Notice, *, now: dt.datetime) -> Notice:
    """A failed notice is due once more; of one that was sent a new row is made, with the same words."""
    if notice.state == Notice.State.SENT:
        number = Notice.objects.filter(event_key__startswith=f"{notice.event_key}:again:").count() + 1
        notice.event_key = f"{notice.event_key}:again:{number}"
        notice.pk, notice._state.adding, notice.created_at = None, True, now
    notice.state, notice.due_at = Notice.State.DUE, now
    notice.attempts, notice.next_try_at, notice.sent_at, notice.failed_at, notice.last_error = 0, None, None, None, ""
    notice.save()
    transaction.on_commit(lambda: tasks.deliver_notice.enqueue(notice.pk), robust=True)
    return notice
