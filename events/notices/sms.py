"""Text messages: their content, and the backend that `SMS_BACKEND` names.

Providers send only a template they approved beforehand, with a few short variables. So a text message is four lines, one
for each variable: what happened, session, day and time, reference (where somebody asked for the ticket's address: the
address, which the provider has to allow in a variable). The bureau's own texts are used for mail only; for a
message to many bookers the text message only says that there is one, and the ticket shows it.
"""

import logging
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, override

from content import clock
from content.absolute_urls import absolute_url
from content.languages import localized_value
from content.masking import mask_phone
from content.models import SiteSettings
from content.sample_marks import mark_sample_title
from content.site_names import site_name
from events.models import Booking, Notice
from events.notices.errors import PermanentDeliveryError
from events.notices.texts import NoticeContent, format_slot_span

CONSOLE_BACKEND = "console"
MESSAGE_HEADLINE = gettext_lazy("News: please see your ticket")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class TextMessage:
    """`values` are the variables of the template. `key` is the same at every try, for providers that detect repetitions."""

    key: str
    phone: str
    values: tuple[str, ...]


class SmsBackend(Protocol):
    """The interface of a backend. It is created without arguments and reads its settings from `settings.SMS`."""

    def send(self, message: TextMessage) -> None:
        """Raises `PermanentDeliveryError` if trying again is useless, any other exception if it might help."""


class ConsoleSmsBackend:
    """Without a provider: log the message, and let the booker go to the call list."""

    def send(self, message: TextMessage) -> None:
        logger.info("Text message to %s: %s", mask_phone(message.phone), " · ".join(message.values))
        raise PermanentDeliveryError("SMS_BACKEND=console")


def sends_text_messages() -> bool:
    """Whether a provider is set up; in a rehearsal there is none, since nothing of it is sent."""
    return settings.SMS_BACKEND != CONSOLE_BACKEND and not clock.is_rehearsal()


def get_sms_backend() -> SmsBackend:
    return import_string(settings.SMS_BACKEND)() if sends_text_messages() else ConsoleSmsBackend()


def make_code_message(*, key: str, phone: str, code: str, minutes: int) -> TextMessage:
    """Return the message with the code that confirms a number, in the language that is active."""
    until = gettext("valid for %(minutes)s minutes") % {"minutes": minutes}
    values = (gettext("Code for your booking"), code, until, site_name(SiteSettings.load()))
    return TextMessage(key=f"code-{key}", phone=phone, values=values)


def send_code_message(message: TextMessage):
    """Send it through the provider, never through the console, which would write the code down."""
    import_string(settings.SMS_BACKEND)().send(message)


def compose_text_message(booking: Booking, kind: str) -> NoticeContent:
    with override(booking.language):
        slot = booking.slot
        is_link = kind == Notice.Kind.TICKET_LINK
        last = absolute_url("ticket", booking.token) if is_link else booking.spaced_reference
        title = mark_sample_title(localized_value(slot.session, "title"), slot.sample_parts)
        lines = [title, format_slot_span(slot.starts_at, slot.ends_at), last]
        headline = MESSAGE_HEADLINE if kind == Notice.Kind.MESSAGE else capfirst(str(Notice.Kind(kind).label))
        return NoticeContent(subject=str(headline), body="\n".join(lines))


def send_text_message(notice: Notice):
    if not notice.booking.phone:
        raise PermanentDeliveryError("no number")
    content = compose_text_message(notice.booking, notice.kind) if notice.kind == Notice.Kind.MESSAGE else notice
    values = (content.subject, *content.body.splitlines())
    get_sms_backend().send(TextMessage(key=f"notice-{notice.pk}", phone=notice.booking.phone, values=values))
