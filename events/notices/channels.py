"""Sending a notice by mail or text message. `PermanentDeliveryError` is final; any other exception means: try again."""

import smtplib

from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.absolute_urls import absolute_url
from content.mail import PortalMail
from content.site_identity import permanent_domain
from events.calendar import mail_calendar
from events.models import Notice
from events.notices.errors import PermanentDeliveryError
from events.notices.sms import send_text_message

AUTO_SUBMITTED_HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
SMTP_PERMANENT = 500  # SMTP reply codes from here on are permanent, lower ones temporary


def send_notice(notice: Notice):
    if notice.channel == Notice.Channel.SMS:
        send_text_message(notice)
    else:
        send_mail(notice)


def send_mail(notice: Notice):
    """Raise `PermanentDeliveryError` only if the server rejects recipient or text for good.

    Errors about the sender or the log-in are ours to fix, so they count as temporary.
    """
    try:
        build_mail(notice).send()
    except smtplib.SMTPRecipientsRefused as problem:
        answers = list(problem.recipients.values())
        reason = "; ".join(f"{code} {decode_smtp_answer(answer)}" for code, answer in answers)
        if all(code >= SMTP_PERMANENT for code, _answer in answers):
            raise PermanentDeliveryError(reason) from None
        raise OSError(reason) from None
    except smtplib.SMTPDataError as problem:
        if problem.smtp_code >= SMTP_PERMANENT:
            raise PermanentDeliveryError(f"{problem.smtp_code} {decode_smtp_answer(problem.smtp_error)}") from None
        raise


def decode_smtp_answer(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer


def build_mail(notice: Notice) -> PortalMail:
    """Return the mail: the stored text, the same as HTML, and the booking's calendar entry as it was then."""
    booking = notice.booking
    check_address(booking.email)
    with override(notice.language):
        html = render_to_string("events/notices/mail.html", {"notice": notice, "body": body_as_html_with_link(notice)})
        calendar = mail_calendar(booking, notice.calendar_entry)
    mail = PortalMail(
        subject=notice.subject,
        body=notice.body,
        to=[booking.email],
        headers={"Message-ID": message_id(notice)} | AUTO_SUBMITTED_HEADERS,
    )
    mail.attach_alternative(html, "text/html")
    mail.attach(calendar)
    return mail


def check_address(address: str):
    """Raise `PermanentDeliveryError` for an address that no mail server can take, so that nobody waits a day for the refusal."""
    if not address:
        raise PermanentDeliveryError("no address")
    try:
        validate_email(address)
        sanitize_address(address, "utf-8")
    except (ValidationError, ValueError):  # ValueError covers a domain that cannot be encoded
        raise PermanentDeliveryError("malformed address") from None


def body_as_html_with_link(notice: Notice) -> SafeString:
    """Return the text as HTML. The address of the ticket becomes a link with a label; it is too wide for a phone."""
    address = absolute_url("ticket", notice.booking.token)
    link = format_html('<a href="{}">{}</a>', address, _("Open your ticket"))
    return mark_safe(linebreaks(notice.body, autoescape=True).replace(escape(address), link))


def message_id(notice: Notice) -> str:
    """Return the Message-ID, the same at every try, so that a mail program that gets it twice shows it once."""
    return f"<notice-{notice.pk}.{notice.booking.uid}@{permanent_domain()}>"
