"""A certificate of participation for a class or a person. The name is typed in the browser and never sent."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content import clock
from events.bookings.after_visit import can_have_certificate
from events.bookings.ticket_views import get_booking_by_token


@never_cache
@require_safe
def booking_certificate(request, token):
    booking = get_booking_by_token(token)
    if not can_have_certificate(booking, clock.now()):
        messages.info(request, _("The certificate can be printed once the visit is over, by those who were there."))
        return redirect("ticket", token=token)
    return render(request, "events/bookings/booking_certificate.html", {"booking": booking})
