"""The ways a notice reaches its booker. `Refused` is for good; whatever else goes wrong is worth another try."""

import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.absolute_urls import absolute_url
from events.calendar import mail_calendar
from events.models import Notice
from events.notices.errors import PermanentDeliveryError
from events.notices.sms import send_text_message

AUTO_SUBMITTED_HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
SMTP_PERMANENT = 500  # SMTP: from here on the answer is no for good, below it is "not now"


def send_notice(notice: Notice):
    if notice.channel == Notice.Channel.SMS:
        send_text_message(notice)
    else:
        send_mail(notice)


def send_mail(notice: Notice):
    """What the server says of the sender or of our log-in is ours to put right, so it counts as "not now"."""
    try:
        build_mail(notice).send()
    except smtplib.SMTPRecipientsRefused as problem:
        answers = list(problem.recipients.values())
        words = "; ".join(f"{code} {decode_smtp_answer(answer)}" for code, answer in answers)
        if all(code >= SMTP_PERMANENT for code, _answer in answers):
            raise PermanentDeliveryError(words) from None
        raise OSError(words) from None
    except smtplib.SMTPDataError as problem:
        if problem.smtp_code >= SMTP_PERMANENT:
            raise PermanentDeliveryError(f"{problem.smtp_code} {decode_smtp_answer(problem.smtp_error)}") from None
        raise


def decode_smtp_answer(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer


def build_mail(notice: Notice) -> EmailMultiAlternatives:
    """The row's own words as text and HTML, and the calendar entry as it is now."""
    booking = notice.booking
    if not booking.email:
        raise PermanentDeliveryError("no address")
    with override(notice.language):
        html = render_to_string("events/notices/mail.html", {"notice": notice, "body": body_as_html_with_link(notice)})
        calendar = mail_calendar(booking)
    mail = EmailMultiAlternatives(
        subject=notice.subject,
        body=notice.body,
        to=[booking.email],
        headers={"Message-ID": message_id(notice)} | AUTO_SUBMITTED_HEADERS,
    )
    mail.attach_alternative(html, "text/html")
    mail.attach(calendar)
    return mail


def body_as_html_with_link(notice: Notice) -> SafeString:
    """The text as HTML. The long address becomes a link with words, since it would be wider than a telephone."""
    address = absolute_url("ticket", notice.booking.token)
    link = format_html('<a href="{}">{}</a>', address, _("Open your ticket"))
    return mark_safe(linebreaks(notice.body, autoescape=True).replace(escape(address), link))


def message_id(notice: Notice) -> str:
    """The same at every try, so that a mail program that gets it twice shows it once."""
    return f"<notice-{notice.pk}.{notice.booking.uid}@{urlsplit(settings.BASE_URL).hostname}>"
