"""The page on which a booker has the personal data of a booking erased at once."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from content import clock
from events.bookings import erasure
from events.bookings.ticket_views import get_booking_by_token


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class TicketErase(View):
    """Ask once, because it cannot be undone, and say before and after that a live booking is cancelled with it."""

    def get(self, request, token):
        booking = get_booking_by_token(token)
        if booking.erased_at:
            return redirect("ticket", token=token)
        context = {"booking": booking, "will_cancel": erasure.will_cancel(booking, clock.now())}
        return render(request, "events/bookings/ticket_erase.html", context)

    def post(self, request, token):
        now, booking = clock.now(), get_booking_by_token(token)
        will_cancel = erasure.will_cancel(booking, now)
        erasure.erase_booking(booking_id=booking.pk, now=now)
        messages.success(request, erased_message(was_cancelled=will_cancel))
        return redirect("ticket", token=token)


def erased_message(*, was_cancelled: bool) -> str:
    if was_cancelled:
        return _("The personal data have been erased and the booking has been cancelled.")
    return _("The personal data have been erased.")
