"""Messages to many bookers: find the recipients, preview what each would read, and write all notices at once.

The preview consists of the very rows that sending writes, so the two cannot differ.
"""

import datetime as dt
import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, QuerySet
from django.utils.translation import gettext as _

from content.prepared_queries import Parameter, PreparedQuery
from events.models import Booking, Message, Notice, NoticeText, TimeSlot
from events.notices import outbox, texts
from events.notices.texts import NoticeContent

MESSAGE_KIND, Channel, Language = Notice.Kind.MESSAGE, Notice.Channel, NoticeText.Language
MESSAGE_RELATIONS = ("slot__session__week", "slot__session__venue__parent")
ROWS_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class MessagePreview:
    """What sending would write. `notices` has one unsaved row per booking."""

    notices: list[Notice]

    @cached_property
    def going(self) -> list[Notice]:
        """The notices that would be sent: all but those whose booker reads the same text with another booking."""
        return [notice for notice in self.notices if notice.state == Notice.State.DUE]

    @cached_property
    def by_channel(self) -> Counter:
        return Counter(notice.channel for notice in self.going)

    @cached_property
    def bookers(self) -> int:
        return len({notice.booking.phone or notice.booking.pk for notice in self.going})

    @cached_property
    def digest(self) -> str:
        """A hash of the preview, with which the confirmation proves that nothing has changed since."""
        content = [(n.booking.pk, n.channel, n.state, n.booking.phone, n.booking.email, n.subject, n.body) for n in self.notices]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]

    def examples(self) -> list[Notice]:
        """Return the first notice of each channel and language."""
        firsts = {}
        for notice in self.going:
            firsts.setdefault((notice.channel, notice.language), notice)
        return list(firsts.values())


def preview_message(message: Message, slots: QuerySet[TimeSlot], now: dt.datetime) -> MessagePreview:
    return MessagePreview(notices=build_message_notices(message, list_recipients(message, slots, now), now))


def list_recipients(message: Message, slots: QuerySet[TimeSlot], now: dt.datetime) -> QuerySet[Booking]:
    """Return the bookings the message is for, without those that have ended, expired or been erased."""
    selected = Booking.objects.live().filter(slot__in=slots, state__in=message.states, kind__in=message.kinds, erased_at=None)
    return (
        selected.exclude(pk__in=Booking.objects.expired(now).values("pk"))
        .select_related(*MESSAGE_RELATIONS)
        .order_by("slot__starts_at", "pk")
    )


def build_message_notices(message: Message, bookings: QuerySet[Booking], now: dt.datetime) -> list[Notice]:
    """Return one unsaved notice per booking. Who booked twice gets the same text only once; each ticket shows it all the same."""
    notices, first_bookings = [], {}
    for booking in bookings:
        notice = build_message_notice(message, booking, now)
        first = first_bookings.setdefault(recipient_and_text(notice), booking)
        if first is not booking:
            notice.state = Notice.State.DROPPED
            notice.last_error = _("Told once, with booking %(reference)s.") % {"reference": first.spaced_reference}
        notices.append(notice)
    return notices


def build_message_notice(message: Message, booking: Booking, now: dt.datetime) -> Notice:
    is_english = booking.language == Language.ENGLISH and bool(message.body_en)
    language = Language.ENGLISH if is_english else Language.CHINESE
    subject, body = (message.subject_en, message.body_en) if is_english else (message.subject, message.body)
    content = texts.render_text(NoticeContent(subject=subject, body=body), booking, language=language)
    key = f"{booking.pk}:{MESSAGE_KIND}:{message.key}"
    notice = outbox.compose_notice(booking, MESSAGE_KIND, content, key=key, now=now, language=language)
    notice.message = message
    return notice


def recipient_and_text(notice: Notice) -> tuple:
    """Return what makes two notices the same: recipient and text, without the ticket's address, which differs anyway."""
    booking = notice.booking
    recipient = booking.email if notice.channel == Channel.MAIL else booking.phone
    return notice.channel, recipient or booking.pk, notice.subject, notice.body.replace(booking.token, "")


@transaction.atomic
def save_message(message: Message, notices: list[Notice]) -> bool:
    """Write the message and its notices. Return False, and write nothing, if its key has been saved already."""
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        if Message.objects.filter(key=message.key).exists():
            return False
        raise
    Notice.objects.bulk_create(notices, batch_size=ROWS_AT_ONCE)
    return True


def drop_calls_of_ended_bookings() -> int:
    """Drop messages to ended bookings from the call list; other channels check this when they send. Return how many."""
    ended = Notice.objects.to_call().filter(kind=MESSAGE_KIND).exclude(booking__state__in=Booking.LIVE_STATES)
    return ended.update(state=Notice.State.DROPPED)


def messages_of_booking(booking) -> QuerySet[Notice]:
    """Return the messages of a booking: its primary key, or what stands for it in a query."""
    return Notice.objects.filter(booking=booking, kind=MESSAGE_KIND).exclude(body="")


MESSAGES_OF_BOOKING = PreparedQuery(lambda: messages_of_booking(Parameter("booking", BigIntegerField())))


def list_ticket_messages(booking: Booking) -> list[Notice]:
    """Return the messages of a booking, the newest first, each once even if it was sent again or had to be telephoned."""
    notices = {}
    for notice in MESSAGES_OF_BOOKING.fetch(booking=booking.pk):
        notice.body = strip_ticket_url(notice.body, booking)
        notices.setdefault(notice.message_id, notice)
    return list(notices.values())


def strip_ticket_url(body: str, booking: Booking) -> str:
    """Return the text without the ticket's address on its last line, which the ticket itself need not show."""
    before, _newline, last = body.rpartition("\n")
    is_address = booking.token in last and " " not in last and last.startswith("http")
    return before.strip() if is_address else body
