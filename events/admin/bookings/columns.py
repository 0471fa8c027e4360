"""Columns of the list of bookings and fields of a booking's page, and which of them a role sees masked."""

from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy

from content.local_time import format_moment
from content.masking import mask_mail, mask_name
from events.bookings.change_requests import describe_change
from events.bookings.decision_cases import change_to_decide
from events.models import Booking


class BookingColumns:
    """Mixed into the admin of bookings."""

    @admin.display(description=gettext_lazy("reference"), ordering="reference")
    def shown_reference(self, booking):
        return booking.spaced_reference

    @admin.display(description=gettext_lazy("decided by"), ordering="decide_until")
    def deadline(self, booking):
        return booking.decide_until

    @admin.display(description=gettext_lazy("change asked for"))
    def asked(self, booking):
        change = change_to_decide(booking)
        return describe_change(change) if change else "—"

    @admin.display(description=gettext_lazy("session"), ordering="slot__session__sort_key")
    def session(self, booking):
        return booking.slot.session.title

    @admin.display(description=gettext_lazy("mobile number"))
    def shown_phone(self, booking):
        return booking.masked_phone or "—"

    @admin.display(description=gettext_lazy("contact"), ordering="contact_name", empty_value="—")
    def contact(self, booking):
        return booking.contact_name or None

    @admin.display(description=gettext_lazy("contact"), empty_value="—")
    def masked_contact(self, booking):
        return mask_name(booking.contact_name) or None

    @admin.display(description=gettext_lazy("email"), empty_value="—")
    def masked_email(self, booking):
        return mask_mail(booking.email) or None

    @admin.display(description=Booking._meta.get_field("created_at").verbose_name, ordering="created_at")
    def made(self, booking):
        return format_moment(booking.created_at)

    @admin.display(description=gettext_lazy("language"))
    def shown_language(self, booking):
        return dict(settings.LANGUAGES).get(booking.language, booking.language)

    @admin.display(description=gettext_lazy("school"), ordering="school__sort_key")
    def who(self, booking):
        return " ".join(filter(None, [str(booking.school or booking.school_name), booking.grade_and_class])) or "—"
