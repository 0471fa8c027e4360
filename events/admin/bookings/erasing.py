"""The page on which staff erase the personal data of one booking, when its booker asks for it."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.admin_pages import AdminPage
from backoffice.audit_log import events as audit
from content import clock
from events.bookings import erasure, services
from events.bookings.own_data_views import erased_message


class ErasurePage:
    """Mixin for the ModelAdmin of bookings, beside `PhoneBookingPages`."""

    pages = (AdminPage(route="<id:booking_id>/erase/", view="erase_view", name="erase"),)

    def erase_view(self, request, booking_id):
        booking, now = self.booking_for(request, booking_id), clock.now()
        will_cancel = erasure.will_cancel(booking, now)
        page = reverse("admin:events_booking_change", args=[booking.pk])
        if booking.erased_at:
            return HttpResponseRedirect(page)
        if request.method != "POST":
            title = _("Erase personal data")
            context = {"subtitle": booking.spaced_reference, "booking": booking, "will_cancel": will_cancel}
            return self.render_page(request, "erase", title, **context)
        erasure.erase_booking(booking_id=booking.pk, now=now, actor=services.staff_actor(request.user))
        audit.record_audit_event(audit.Event.ERASED, request=request, about=booking, detail=_("when the booker asked"))
        self.message_user(request, erased_message(was_cancelled=will_cancel), messages.SUCCESS)
        return HttpResponseRedirect(page)
