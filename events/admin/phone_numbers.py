"""The page that shows a booker's whole phone number to those who may see it, and records that it was shown."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.admin_pages import AdminPage
from backoffice.audit_log import events


def may_see_phone_numbers(user) -> bool:
    return user.has_perm("events.see_whole_phone")


def contact_field(request, name: str) -> str:
    """Return the name of the column or field that shows as much of the booker as the user's role may see."""
    masked = {"contact": "masked_contact", "contact_name": "masked_contact", "email": "masked_email"}
    return name if may_see_phone_numbers(request.user) else masked.get(name, name)


class PhoneNumberPage:
    """Mixin for the ModelAdmin of bookings."""

    pages = (AdminPage(route="<id:booking_id>/phone/", view="phone_view", name="phone"),)

    def phone_view(self, request, booking_id):
        booking = get_object_or_404(self.get_queryset(request), pk=booking_id)
        if not (self.has_view_permission(request, booking) and may_see_phone_numbers(request.user)):
            raise PermissionDenied
        if request.method != "POST":  # opening the address again shows nothing
            return HttpResponseRedirect(reverse("admin:events_booking_change", args=[booking.pk]))
        events.record_audit_event(events.Event.PHONE_SEEN, request=request, about=booking)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Mobile number"),
            "subtitle": booking.spaced_reference,
            "booking": booking,
            "opts": self.opts,
            "is_popup": False,
        }
        return TemplateResponse(request, "admin/events/booking/phone_number.html", context)
