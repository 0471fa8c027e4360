"""The same words to many bookers: whom they reach, what each would read, and writing all of it at once.

What is shown before sending are the very rows that are written then, so it cannot promise something else. Nothing is put
into the queue here, since thousands of tasks would be: the timer takes them from the outbox within seconds.
"""

import datetime as dt
import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from events.models import Booking, Message, Notice, NoticeText, TimeSlot
from events.notices import outbox, texts
from events.notices.texts import NoticeContent

MESSAGE_KIND, Channel, Language = Notice.Kind.MESSAGE, Notice.Channel, NoticeText.Language
MESSAGE_RELATIONS = ("slot__session__week", "slot__session__venue__parent")
ROWS_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class MessagePreview:
    """What sending would do. `notices` has one row a booking, not yet saved."""

    notices: list[Notice]

    @cached_property
    def going(self) -> list[Notice]:
        """Without those whose booker reads the same words with another booking."""
        return [notice for notice in self.notices if notice.state == Notice.State.DUE]

    @cached_property
    def by_channel(self) -> Counter:
        return Counter(notice.channel for notice in self.going)

    @cached_property
    def bookers(self) -> int:
        return len({notice.booking.phone or notice.booking.pk for notice in self.going})

    @cached_property
    def digest(self) -> str:
        """The same while nothing about it has changed; the confirmation carries it."""
        said = [(n.booking.pk, n.channel, n.state, n.booking.phone, n.booking.email, n.subject, n.body) for n in self.notices]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]

    def examples(self) -> list[Notice]:
        """The first of each channel and language."""
        firsts = {}
        for notice in self.going:
            firsts.setdefault((notice.channel, notice.language), notice)
        return list(firsts.values())


def preview_message(message: Message, slots: QuerySet[TimeSlot], now: dt.datetime) -> MessagePreview:
    return MessagePreview(notices=build_message_notices(message, list_recipients(message, slots, now), now))


def list_recipients(message: Message, slots: QuerySet[TimeSlot], now: dt.datetime) -> QuerySet[Booking]:
    """Not who has ended, was erased, or by the clock no longer waits to be decided on."""
    wanted = Booking.objects.live().filter(slot__in=slots, state__in=message.states, kind__in=message.kinds, erased_at=None)
    return (
        wanted.exclude(pk__in=Booking.objects.expired(now).values("pk"))
        .select_related(*MESSAGE_RELATIONS)
        .order_by("slot__starts_at", "pk")
    )


def build_message_notices(message: Message, bookings: QuerySet[Booking], now: dt.datetime) -> list[Notice]:
    """Who would read the very same twice, since they booked twice, is told once; each ticket shows it all the same."""
    notices, told = [], {}
    for booking in bookings:
        notice = build_message_notice(message, booking, now)
        first = told.setdefault(recipient_and_text(notice), booking)
        if first is not booking:
            notice.state = Notice.State.DROPPED
            notice.last_error = _("Told once, with booking %(reference)s.") % {"reference": first.spaced_reference}
        notices.append(notice)
    return notices


def build_message_notice(message: Message, booking: Booking, now: dt.datetime) -> Notice:
    is_english = booking.language == Language.ENGLISH and bool(message.body_en)
    language = Language.ENGLISH if is_english else Language.CHINESE
    said = (message.subject_en, message.body_en) if is_english else (message.subject, message.body)
    words = texts.render_text(NoticeContent(subject=said[0], body=said[1]), booking, language=language)
    notice = outbox.compose_notice(
        booking, MESSAGE_KIND, words, key=f"{booking.pk}:{MESSAGE_KIND}:{message.key}", due_at=now, now=now
    )
    notice.message, notice.language = message, language
    return notice


def recipient_and_text(notice: Notice) -> tuple:
    """Who reads what; the address of the ticket, which no two bookings share, says nothing of its own."""
    booking = notice.booking
    reader = booking.email if notice.channel == Channel.MAIL else booking.phone
    return notice.channel, reader or booking.pk, notice.subject, notice.body.replace(booking.token, "")


@transaction.atomic
def save_message(message: Message, notices: list[Notice]) -> bool:
    """Writes the message and its notices, or nothing where another request with its key came first."""
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
    """Takes those whose booking has ended off the call list; the others are looked at when they are sent."""
    ended = Notice.objects.to_call().filter(kind=MESSAGE_KIND).exclude(booking__state__in=Booking.LIVE_STATES)
    return ended.update(state=Notice.State.DROPPED)


def list_ticket_messages(booking: Booking) -> list[Notice]:
    """The newest first; of one that failed or was sent again there is more than one row."""
    shown = {}
    for notice in booking.notices.filter(kind=MESSAGE_KIND).exclude(body=""):
        notice.body = strip_ticket_url(notice.body, booking)
        shown.setdefault(notice.message_id, notice)
    return list(shown.values())


def strip_ticket_url(body: str, booking: Booking) -> str:
    """The ticket need not name its own address, which stands alone on the last line."""
    before, _newline, last = body.rpartition("\n")
    is_address = booking.token in last and " " not in last and last.startswith("http")
    return before.strip() if is_address else body
