"""The one way out for mail: EMAIL_BACKEND names it, MAIL_TRANSPORT what really sends.

In a rehearsal nothing reaches a booker: mail goes to the console, or all of it to REHEARSAL_MAIL_TO.
"""

import logging

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from content import clock
from content.control_characters import strip_to_one_line, strip_unwritable
from content.masking import mask_mail

DJANGO_CONSOLE = "django.core.mail.backends.console.EmailBackend"  # what EMAIL_URL=consolemail:// becomes
CONSOLE = "edu_week.mail.ConsoleMail"

logger = logging.getLogger(__name__)


class PortalMail(BaseEmailBackend):
    def __init__(self, fail_silently=False, **kwargs):
        super().__init__(fail_silently=fail_silently)
        is_to_console = clock.is_rehearsal() and not settings.REHEARSAL_MAIL_TO
        transport = CONSOLE if is_to_console or settings.MAIL_TRANSPORT == DJANGO_CONSOLE else settings.MAIL_TRANSPORT
        self.transport = get_connection(transport, fail_silently=fail_silently, **kwargs)

    def open(self):
        return self.transport.open()

    def close(self):
        self.transport.close()

    def send_messages(self, email_messages):
        for message in email_messages:
            make_sendable(message)
            if clock.is_rehearsal():
                redirect_rehearsal_mail(message)
        return self.transport.send_messages(email_messages)


class ConsoleMail(BaseEmailBackend):
    """Logs each mail in one line, without its text: that has names and the ticket's address, which no log should hold."""

    def send_messages(self, email_messages):
        for message in email_messages:
            recipients = ", ".join(map(mask_mail, message.recipients()))
            logger.info("Mail to %s, not sent (it goes to the console): %s", recipients, message.subject)
        return len(email_messages)


def make_sendable(message: EmailMessage):
    """Strip what no mail can hold, such as a line break in the subject."""
    message.subject = strip_to_one_line(str(message.subject))
    message.body = strip_unwritable(str(message.body))


def redirect_rehearsal_mail(message: EmailMessage):
    word = _("Rehearsal clock")
    message.subject = f"[{word}] {message.subject}"
    if settings.REHEARSAL_MAIL_TO:
        message.to, message.cc, message.bcc = [settings.REHEARSAL_MAIL_TO], [], []
        message.extra_headers = {name: value for name, value in message.extra_headers.items() if name not in ("To", "Cc", "Bcc")}
