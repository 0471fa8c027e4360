"""For those who lost their ticket: find it by reference and number, or have its address sent once more."""

import secrets

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from content import clock
from events.bookings import rate_limits
from events.bookings.find_forms import FindForm, TicketLinkForm
from events.bookings.ticket_links import request_ticket_links
from events.bookings.views import too_many_requests
from events.models import Booking


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class BookingFind(View):
    """Find a ticket by reference and phone number. Whichever is wrong, the answer is the same.

    Only wrong tries are counted: for one number, for one reference and for all of them, each from one address. They change
    the answer to further wrong ones; the right pair opens all the same, so that nobody is shut out by others. The exception
    is a reference whose number somebody guesses: a photographed ticket shows all but four digits.
    """

    def get(self, request):
        return render_find_page(request, FindForm())

    def post(self, request):
        form = FindForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        reference, phone = form.cleaned_data["reference"], form.cleaned_data["phone"]
        address = request.META["REMOTE_ADDR"]
        is_guessed = rate_limits.has_reached_rate_limit(
            "find-reference", f"{reference} {address}", rate_limits.FINDS_PER_REFERENCE
        )
        booking = Booking.objects.filter(reference=reference).first()
        stored = booking.phone if booking and booking.phone else secrets.token_hex(6)
        if constant_time_compare(stored, phone) and not is_guessed:
            return redirect("ticket", token=booking.token)
        if is_guessed or count_wrong_try(reference, phone, address):
            return too_many_requests(form, self.page)
        form.add_error(None, _("No booking has both this reference and this mobile number. Please check them."))
        return self.page(form)

    def page(self, form, status=200):
        return render_find_page(self.request, form, status=status)


def count_wrong_try(reference: str, phone: str, address: str) -> bool:
    """Count it and return whether these were too many in this minute."""
    limits = {
        "find-pair": (f"{phone} {address}", rate_limits.FINDS_PER_PHONE),
        "find-reference": (f"{reference} {address}", rate_limits.FINDS_PER_REFERENCE),
        "find-address": (address, rate_limits.FINDS_PER_ADDRESS),
    }
    exceeded = [rate_limits.exceeds_rate_limit(action, *limit) for action, limit in limits.items()]  # counts each of them
    return any(exceeded)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class TicketLink(View):
    """Send the ticket's address once more to the mail or number on record; the answer is the same without a booking."""

    def get(self, request):
        return redirect("booking_find")

    def post(self, request):
        form = TicketLinkForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        phone, address = form.cleaned_data["link_phone"], request.META["REMOTE_ADDR"]
        if rate_limits.exceeds_rate_limit("link-address", address, rate_limits.LINKS_PER_ADDRESS):
            return too_many_requests(form, self.page)
        if rate_limits.exceeds_rate_limit("link-phone", phone, rate_limits.LINKS_PER_PHONE, period=rate_limits.HOUR):
            form.add_error("link_phone", _("This has been requested 3 times in an hour. Please wait, or ask at the door."))
            return self.page(form, status=429)
        request_ticket_links(phone=phone, now=clock.now())
        messages.success(
            request,
            _(
                "If there is a booking with this number, the address of its ticket is on its way to the email address"
                " or number we have. At the door, staff can find a booking by its number."
            ),
        )
        return redirect("booking_find")

    def page(self, form, status=200):
        response = render_find_page(self.request, FindForm(), link_form=form, status=status)
        if status == 429:
            response["Retry-After"] = str(rate_limits.MINUTE)
        return response


def render_find_page(request, form: FindForm, *, link_form: TicketLinkForm | None = None, status=200):
    context = {"form": form, "link_form": link_form or TicketLinkForm(), "are_all_erased": are_all_erased()}
    return render(request, "events/bookings/booking_find.html", context, status=status)


def are_all_erased() -> bool:
    """Tell whether there were bookings, but none has a number left by which it could be found."""
    bookings = Booking.objects.order_by()
    return not bookings.exclude(phone="").exists() and bookings.exists()
