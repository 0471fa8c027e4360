"""What the booker holds in the hand: the ticket and its machine files."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from content import clock
from events.bookings.codes import checkin_code, qr_png
from events.calendar import booking_calendar
from events.models import Booking


def booking_of(token: str) -> Booking:
    related = "slot__session__week", "slot__session__venue"
    return get_object_or_404(Booking.objects.select_related(*related), token=token)


@never_cache
def ticket(request, token):
    booking = booking_of(token)
    now = clock.now()
    can_cancel = booking.is_live and now < booking.slot.starts_at
    return render(request, "events/bookings/ticket.html", {"booking": booking, "can_cancel": can_cancel})


@never_cache
def ticket_qr(request, token):
    booking = booking_of(token)
    if booking.state != Booking.State.CONFIRMED:
        raise Http404
    return HttpResponse(qr_png(checkin_code(booking.reference)), content_type="image/png")


@never_cache
def ticket_ics(request, token):
    booking = booking_of(token)
    headers = {"Content-Disposition": f'attachment; filename="{booking.reference}.ics"'}
    return HttpResponse(booking_calendar(booking), content_type="text/calendar; charset=utf-8", headers=headers)
