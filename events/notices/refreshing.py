"""Bring a notice up to date that says what the booking is, not what happened to it, before it is sent.

News keeps its text and its calendar entry: it tells of one change, and later news tells of the next.
"""

import datetime as dt

from django.utils.translation import override

from events.calendar import describe_booking_entry
from events.models import Notice
from events.notices import bulk_messages, outbox, texts

REFRESHED_FIELDS = ("language", "subject", "body", "calendar_entry")


def refresh_notice(notice: Notice, now: dt.datetime):
    """Compose a reminder, a message to many or a ticket's address anew if its booking has changed since it was written."""
    if notice.kind not in Notice.INDEPENDENT_KINDS or not has_changed(notice, now):
        return
    fresh = compose_again(notice, now)
    if fresh.channel == notice.channel:
        for name in REFRESHED_FIELDS:
            setattr(notice, name, getattr(fresh, name))
        # only while it is due: erased meanwhile, it must not get its text back
        due = Notice.objects.filter(pk=notice.pk, state=Notice.State.DUE)
        due.update(**{name: getattr(notice, name) for name in REFRESHED_FIELDS})


def has_changed(notice: Notice, now: dt.datetime) -> bool:
    with override(notice.language):
        entry = describe_booking_entry(notice.booking, now)
    return entry | {"stamped_at": ""} != notice.calendar_entry | {"stamped_at": ""}


def compose_again(notice: Notice, now: dt.datetime) -> Notice:
    """Return an unsaved notice of the same kind about its booking as it is now."""
    if notice.kind == Notice.Kind.MESSAGE:
        return bulk_messages.build_message_notice(notice.message, notice.booking, now)
    custom_texts = texts.load_custom_texts(kinds=[notice.kind])
    content = texts.compose_text(notice.booking, notice.kind, custom_texts=custom_texts)
    return outbox.compose_notice(notice.booking, notice.kind, content, key=notice.event_key, now=now)
