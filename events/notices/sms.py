"""Text messages: what a provider is given, and the backend that `SMS_BACKEND` names.

Providers send only what they approved beforehand, a template with a few short variables; so the words of a text message
are four lines, one for each of them: what happened, session, day and time, reference. The bureau's own texts are for mail;
of a message to many bookers a text message says only that there is one, and the ticket shows it.
"""

import logging
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, override

from content.languages import localized_value
from content.masking import mask_phone
from events.models import Booking, Notice
from events.notices.errors import PermanentDeliveryError
from events.notices.texts import NoticeContent, format_slot_span

CONSOLE_BACKEND = "console"
MESSAGE_HEADLINE = gettext_lazy("News: please see your ticket")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class TextMessage:
    """`key` is the same at every try, for providers that know a message again."""

    key: str
    phone: str
    values: tuple[str, ...]


class SmsBackend(Protocol):
    """A backend. Made without arguments; reads its own settings from `settings.SMS`."""

    def send(self, message: TextMessage) -> None:
        """Raises `Refused` for what no further try would change, anything else for what one might."""


class ConsoleSmsBackend:
    """No provider: the message is printed and the booker goes to the call list."""

    def send(self, message: TextMessage) -> None:
        logger.info("Text message to %s: %s", mask_phone(message.phone), " · ".join(message.values))
        raise PermanentDeliveryError("SMS_BACKEND=console")


def get_sms_backend() -> SmsBackend:
    return ConsoleSmsBackend() if settings.SMS_BACKEND == CONSOLE_BACKEND else import_string(settings.SMS_BACKEND)()


def compose_text_message(booking: Booking, kind: str) -> NoticeContent:
    with override(booking.language):
        slot = booking.slot
        lines = [localized_value(slot.session, "title"), format_slot_span(slot.starts_at, slot.ends_at), booking.spaced_reference]
        happened = MESSAGE_HEADLINE if kind == Notice.Kind.MESSAGE else capfirst(str(Notice.Kind(kind).label))
        return NoticeContent(subject=str(happened), body="\n".join(lines))


def send_text_message(notice: Notice):
    if not notice.booking.phone:
        raise PermanentDeliveryError("no number")
    words = compose_text_message(notice.booking, notice.kind) if notice.kind == Notice.Kind.MESSAGE else notice
    values = (words.subject, *words.body.splitlines())
    get_sms_backend().send(TextMessage(key=f"notice-{notice.pk}", phone=notice.booking.phone, values=values))
