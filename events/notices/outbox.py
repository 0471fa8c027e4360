"""Writing notices. A row is written in the transaction of the change it reports and sent after the commit."""

import datetime as dt

from django.db import transaction

from events.models import Booking, Notice
from events.notices import tasks, texts
from events.notices.sms import compose_text_message, sends_text_messages
from events.notices.texts import BookingSnapshot, NoticeContent

take_snapshot = texts.take_snapshot


def write_notice(
    booking: Booking, kind: str, *, now: dt.datetime, reason: str = "", before: BookingSnapshot | None = None
) -> Notice:
    """Write the notice about the latest event of a booking, for the best channel that reaches its booker.

    The caller holds the lock of the slot and has recorded the event. A second call for the same event returns the same row.
    """
    key = f"{booking.pk}:{kind}:{booking.events.count()}"
    if same := Notice.objects.filter(event_key=key).first():
        return same
    notice = compose_notice(
        booking, kind, texts.compose_text(booking, kind, reason=reason, before=before), key=key, due_at=now, now=now
    )
    notice.save()
    if notice.channel != Notice.Channel.CALL:
        # robust: if enqueueing fails, the change stands all the same, and the scheduler sends the notice
        transaction.on_commit(lambda: tasks.deliver_notice.enqueue(notice.pk), robust=True)
    return notice


def compose_notice(
    booking: Booking, kind: str, content: NoticeContent, *, key: str, due_at: dt.datetime, now: dt.datetime
) -> Notice:
    """Return an unsaved notice. Text messages get their own short text, which the provider approved beforehand.

    Messages to many keep their full text also then, because the ticket shows it and staff read it out on the phone.
    """
    channel = choose_channel(booking)
    if channel == Notice.Channel.SMS and kind != Notice.Kind.MESSAGE:
        content = compose_text_message(booking, kind)
    return Notice(
        booking=booking,
        kind=kind,
        channel=channel,
        event_key=key,
        language=booking.language,
        subject=content.subject,
        body=content.body,
        due_at=due_at,
        created_at=now,
    )


def choose_channel(booking: Booking) -> str:
    """Return mail, else a text message if a provider is set up, else the call list. Sample bookings are never sent anything."""
    if booking.is_sample:
        return Notice.Channel.CALL
    if booking.email:
        return Notice.Channel.MAIL
    return Notice.Channel.SMS if sends_text_messages() else Notice.Channel.CALL


def resend_notice(notice: Notice, *, now: dt.datetime) -> Notice:
    """Make a failed notice due again; of a sent one write a new row with the same text. Return the notice to be sent."""
    if notice.state == Notice.State.SENT:
        number = Notice.objects.filter(event_key__startswith=f"{notice.event_key}:again:").count() + 1
        notice.event_key = f"{notice.event_key}:again:{number}"
        notice.pk, notice._state.adding, notice.created_at = None, True, now
    notice.state, notice.due_at = Notice.State.DUE, now
    notice.attempts, notice.next_try_at, notice.sent_at, notice.failed_at, notice.last_error = 0, None, None, None, ""
    notice.save()
    transaction.on_commit(lambda: tasks.deliver_notice.enqueue(notice.pk), robust=True)
    return notice
