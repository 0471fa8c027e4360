"""Writing notices. A row is written in the transaction of the change it reports and sent after the commit."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, prefetch_related_objects
from django.utils.translation import override

from content.prepared_inserts import build_row
from events.calendar import describe_booking_entry
from events.models import Booking, BookingEvent, Notice
from events.notices import texts
from events.notices.sms import compose_text_message, sends_text_messages
from events.notices.texts import BookingSnapshot, NoticeContent

take_snapshot = texts.take_snapshot


BOOKING_RELATIONS = ("slot__session__week", "slot__session__venue__parent")
REPEATED_KINDS = {Notice.Kind.TICKET_LINK}  # sent as often as it is asked for, though nothing happened to the booking
ROWS_AT_ONCE = 500
Priority = Notice.Priority
PRIORITIES = {Notice.Kind.REMINDER: Priority.REMINDER, Notice.Kind.MESSAGE: Priority.MESSAGE}  # all others are news
MANY = 20  # so many notices of one change no longer go before what others wait for


@dataclass(frozen=True, kw_only=True)
class NoticeItem:
    """What one notice is about.

    `before` is what the booking was before a change. `asked` is a change that is only asked for, in the booker's language,
    to be decided by `expires_at`. `is_first` spares counting the booking's events where there is only one.
    """

    booking: Booking
    kind: str
    reason: str = ""
    before: BookingSnapshot | None = None
    asked: str = ""
    expires_at: dt.datetime | None = None
    is_first: bool = False

    def compose_text(self, custom_texts: dict) -> NoticeContent:
        return texts.compose_text(
            self.booking,
            self.kind,
            custom_texts=custom_texts,
            reason=self.reason,
            before=self.before,
            asked=self.asked,
            expires_at=self.expires_at,
        )


def write_notice(
    booking: Booking, kind: str, *, now: dt.datetime, custom_texts: texts.CustomTexts | None = None, **details
) -> Notice:
    """Write the notice about the latest event of a booking, for the best channel that reaches its booker.

    The caller holds the lock of the slot and has recorded the event. A second call for the same event returns the same row.
    `details` are those of `NoticeItem`, `custom_texts` those of the bureau, if they have been read.
    """
    [notice] = write_notices([NoticeItem(booking=booking, kind=kind, **details)], now=now, custom_texts=custom_texts)
    return notice


def write_notices(
    items: Sequence[NoticeItem], *, now: dt.datetime, custom_texts: texts.CustomTexts | None = None
) -> list[Notice]:
    """Write a notice for each item, as `write_notice` does, in a bounded number of statements. Return them in this order."""
    if not items:
        return []
    prefetch_related_objects([item.booking for item in items], *BOOKING_RELATIONS)
    if custom_texts is None:
        custom_texts = texts.load_custom_texts(kinds={item.kind for item in items})
    keys = build_event_keys(items, now)
    news = Priority.OWN_NEWS if len(items) < MANY else Priority.SHARED_NEWS
    notices = {}
    for item, key in zip(items, keys, strict=True):
        if key not in notices:
            notice = compose_notice(item.booking, item.kind, item.compose_text(custom_texts), key=key, now=now)
            notice.priority = PRIORITIES.get(item.kind, news)
            notices[key] = notice
    # A row that was there before stays as it is; writing its own key into it only makes the database return its id
    Notice.objects.bulk_create(
        notices.values(), batch_size=ROWS_AT_ONCE, update_conflicts=True, unique_fields=["event_key"], update_fields=["event_key"]
    )
    return [notices[key] for key in keys]


def build_first_notice(booking: Booking, kind: str, *, now: dt.datetime, custom_texts: texts.CustomTexts) -> Notice:
    """Return the unsaved notice that `write_notice` would write about the first event of a booking just saved."""
    item = NoticeItem(booking=booking, kind=kind, is_first=True)
    [key] = build_event_keys([item], now)
    return compose_notice(booking, kind, item.compose_text(custom_texts), key=key, now=now)


def build_event_keys(items: Sequence[NoticeItem], now: dt.datetime) -> list[str]:
    """Return for each item the key of the latest event of its booking."""
    ids = {item.booking.pk for item in items if item.kind not in REPEATED_KINDS and not item.is_first}
    counts = count_events(ids) if ids else {}
    return [
        f"{item.booking.pk}:{item.kind}:"
        + (now.isoformat() if item.kind in REPEATED_KINDS else str(1 if item.is_first else counts.get(item.booking.pk, 0)))
        for item in items
    ]


def count_events(booking_ids: Collection[int]) -> dict[int, int]:
    events = BookingEvent.objects.filter(booking__in=booking_ids).order_by().values_list("booking").annotate(Count("pk"))
    return dict(events)


def compose_notice(
    booking: Booking, kind: str, content: NoticeContent, *, key: str, now: dt.datetime, language: str = ""
) -> Notice:
    """Return an unsaved notice. Text messages get their own short text, which the provider approved beforehand.

    Messages to many keep their full text also then, because the ticket shows it and staff read it out on the phone.
    `language` is that of the text if it is not the booker's.
    """
    channel, language = choose_channel(booking), language or booking.language
    if channel == Notice.Channel.SMS and kind != Notice.Kind.MESSAGE:
        content = compose_text_message(booking, kind)
    with override(language):
        entry = describe_booking_entry(booking, now)
    return build_row(
        Notice,
        booking=booking,
        kind=kind,
        priority=PRIORITIES.get(kind, Priority.OWN_NEWS),
        channel=channel,
        event_key=key,
        language=language,
        subject=content.subject,
        body=content.body,
        calendar_entry=entry,
        due_at=now,
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
    return notice
