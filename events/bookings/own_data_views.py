"""The pages on which a booker reads, takes along and erases what is kept of a booking; the number is typed once more.

Whoever has a ticket's address can change the booking. To see the whole of its data, or to erase them, takes its number too:
tickets are passed on and photographed.
"""

import secrets

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from backoffice.audit_log import events as audit
from content import clock
from events.bookings import erasure, rate_limits
from events.bookings.find_forms import OwnNumberForm
from events.bookings.own_data import collect_own_data, list_readable_sections
from events.bookings.ticket_views import get_booking_by_token
from events.bookings.views import too_many_requests


class OwnNumberView(View):
    """Base of the pages that ask for the number of the booking. `act` does what the page is for."""

    template_name = ""

    def get(self, request, token):
        self.booking = get_booking_by_token(token)
        if self.booking.erased_at:
            return redirect("ticket", token=token)
        return self.page(OwnNumberForm())

    def post(self, request, token):
        self.booking = get_booking_by_token(token)
        if self.booking.erased_at:
            return redirect("ticket", token=token)
        form = OwnNumberForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        if rate_limits.has_reached_rate_limit("own-number", token, rate_limits.OWN_NUMBERS_PER_BOOKING):
            return too_many_requests(form, self.page)
        if not constant_time_compare(self.booking.phone or secrets.token_hex(6), form.cleaned_data["phone"]):
            rate_limits.exceeds_rate_limit("own-number", token, rate_limits.OWN_NUMBERS_PER_BOOKING)  # counts it
            form.add_error("phone", _("This is not the number of this booking. Please type the one you booked with."))
            return self.page(form)
        return self.act(request)

    def page(self, form, status=200, **context):
        will_cancel = erasure.will_cancel(self.booking, clock.now())
        context = {"booking": self.booking, "form": form, "will_cancel": will_cancel, **context}
        return render(self.request, self.template_name, context, status=status)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class TicketData(OwnNumberView):
    """Show all that is kept, or with `format=json` hand it over as a file."""

    template_name = "events/bookings/ticket_data.html"

    def act(self, request):
        if request.POST.get("format") != "json":
            return self.page(OwnNumberForm(), sections=list_readable_sections(self.booking))
        headers = {"Content-Disposition": f'attachment; filename="{self.booking.reference}.json"'}
        data = collect_own_data(self.booking, clock.now())
        return JsonResponse(data, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 2})


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class TicketErase(OwnNumberView):
    """Erase at once. The page says before and after that a live booking is cancelled with it."""

    template_name = "events/bookings/ticket_erase.html"

    def act(self, request):
        now = clock.now()
        will_cancel = erasure.will_cancel(self.booking, now)
        erasure.erase_booking(booking_id=self.booking.pk, now=now)
        # without the request: the booker's network address would be kept for a year
        audit.record_audit_event(audit.Event.ERASED, about=self.booking, detail=_("by the booker, on the ticket"))
        messages.success(request, erased_message(was_cancelled=will_cancel))
        return redirect("ticket", token=self.booking.token)


def erased_message(*, was_cancelled: bool) -> str:
    if was_cancelled:
        return _("The personal data have been erased and the booking has been cancelled.")
    return _("The personal data have been erased.")
