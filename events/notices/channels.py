"""The ways a notice reaches its booker."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from events.calendar import booking_calendar
from events.models import Notice


def send_mail(notice: Notice):
    """Raises `OSError` (of which smtplib's errors are kinds) when the server does not take it."""
    booking = notice.booking
    with override(booking.language):
        address = settings.BASE_URL + reverse("ticket", args=[booking.token])
        context = {"notice": notice, "booking": booking, "slot": booking.slot, "address": address}
        message = EmailMultiAlternatives(
            subject=f"{notice.get_kind_display()}：{booking.slot.session.title}",
            body=render_to_string("events/notices/mail.txt", context),
            to=[booking.email],
            headers={"Message-ID": f"<notice-{notice.pk}@{urlsplit(settings.BASE_URL).hostname}>"},
        )
    message.attach(f"{booking.reference}.ics", booking_calendar(booking), "text/calendar")
    message.send()
