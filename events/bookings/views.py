import secrets

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from content import clock
from events.bookings import rate_limits, services
from events.bookings.errors import BookingError
from events.bookings.find_form import FindForm
from events.bookings.forms import ClassForm, IndividualForm, slot_choice_label
from events.bookings.queries import slots_with_availability
from events.bookings.ticket_views import get_booking_by_token
from events.models import Booking, EventSession

CHOOSABLE_STATES = {"open", "soon", "waitlist"}


def too_many_requests(form, page):
    """Answer 429 with the form as it was sent. `page` renders it: it takes the form and the status."""
    form.is_valid()
    form.add_error(None, _("That was a lot of tries in a short time. Please wait a minute and send this again; it is all kept."))
    response = page(form, status=429)
    response["Retry-After"] = "60"
    return response


# The public forms use no authority of a session or cookie, only what is typed or the unguessable address itself.
# WeChat's browser may drop cookies, so a CSRF token would lock out honest people and protect nothing.
@method_decorator(csrf_exempt, name="dispatch")
class SessionBook(View):
    """The booking form of one session; `?as=class` for classes, `?slot=` to preselect a slot."""

    def setup(self, request, *args, slug, **kwargs):
        super().setup(request, *args, slug=slug, **kwargs)
        published = EventSession.objects.published().select_related("week", "venue", "host_school")
        self.session = get_object_or_404(published, slug=slug)
        self.now = clock.now()
        self.slots = slots_with_availability(self.session, self.now)

    def get(self, request, slug):
        return self.page(self.form(initial={"slot": self.preselected_slot(request.GET.get("slot"))}))

    def post(self, request, slug):
        form = self.form(request.POST)
        if rate_limits.exceeds_rate_limit("book", request.META["REMOTE_ADDR"], rate_limits.BOOKINGS_PER_ADDRESS):
            return too_many_requests(form, self.page)
        if not form.is_valid():
            form.add_size_errors(self.now)
            return self.page(form)
        if rate_limits.exceeds_rate_limit("book-phone", form.cleaned_data["phone"], rate_limits.BOOKINGS_PER_PHONE):
            return too_many_requests(form, self.page)
        try:
            booking = services.book_place(
                slot_id=form.cleaned_data["slot"],
                party=form.party(),
                details=form.details(),
                submission=form.cleaned_data["submission"] or None,
                wait="wait" in request.POST,
                now=self.now,
            )
        except BookingError as refusal:
            self.slots = slots_with_availability(self.session, self.now)
            form = self.form(request.POST)
            form.is_valid()
            form.refuse(refusal)
            return self.page(form, status=409)
        return redirect("ticket", token=booking.token)

    @property
    def is_class(self) -> bool:
        return self.session.is_for_classes or self.request.GET.get("as") == "class"

    def form(self, *args, **kwargs):
        form_class = ClassForm if self.is_class else IndividualForm
        return form_class(
            *args,
            session=self.session,
            slot_labels={slot.pk: slot_choice_label(slot, places) for slot, places in self.slots},
            unavailable=[slot.pk for slot, places in self.slots if places.state not in CHOOSABLE_STATES],
            places_left={slot.pk: places.left for slot, places in self.slots if places.is_open},
            **kwargs,
        )

    def preselected_slot(self, requested: str | None) -> int | None:
        """Return the requested slot, else the first that can be booked, else the first with a waiting list."""
        ids = [slot.pk for slot, places in self.slots if str(slot.pk) == requested]
        ids += [slot.pk for slot, places in self.slots if places.is_open and not places.too_few_for_class]
        ids += [slot.pk for slot, places in self.slots if places.state == "waitlist"]
        return ids[0] if ids else None

    def opens_at(self):
        return min((places.opens_at for _slot, places in self.slots), default=None)

    def page(self, form, status=200):
        states = {places.state for _slot, places in self.slots}
        context = {
            "form": form,
            "session": self.session,
            "slots": self.slots,
            "can_book": bool(states & CHOOSABLE_STATES),
            "has_waiting_list": "waitlist" in states,
            "opens_at": self.opens_at() if states <= {"soon"} else None,
            "now": self.now,
            "is_class": self.is_class,
        }
        response = render(self.request, "events/bookings/session_book.html", context, status=status)
        patch_cache_control(response, private=True)
        return response


@csrf_exempt
@require_POST
@never_cache
def ticket_cancel(request, token):
    try:
        services.cancel_booking(booking_id=get_booking_by_token(token).pk, now=clock.now())
    except BookingError as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Your booking is cancelled. Thank you for making room for others."))
    return redirect("ticket", token=token)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class BookingFind(View):
    """Find a ticket by reference and phone number. Whichever is wrong, the answer is the same.

    Only wrong tries are counted: those for one number from one address stop that address trying this number, those for
    all numbers from one address only change the answer to further wrong ones. So nobody is shut out by what others do
    elsewhere, nor a school by one of its phones, and the references of a known number cannot be guessed.
    """

    def get(self, request):
        return self.page(FindForm())

    def post(self, request):
        form = FindForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        reference, phone = form.cleaned_data["reference"], form.cleaned_data["phone"]
        address = request.META["REMOTE_ADDR"]
        pair = f"{phone} {address}"
        if rate_limits.has_reached_rate_limit("find-pair", pair, rate_limits.FINDS_PER_PHONE):
            return too_many_requests(form, self.page)
        booking = Booking.objects.filter(reference=reference).first()
        stored = booking.phone if booking and booking.phone else secrets.token_hex(6)
        if constant_time_compare(stored, phone):
            return redirect("ticket", token=booking.token)
        rate_limits.exceeds_rate_limit("find-pair", pair, rate_limits.FINDS_PER_PHONE)
        if rate_limits.exceeds_rate_limit("find-address", address, rate_limits.FINDS_PER_ADDRESS):
            return too_many_requests(form, self.page)
        form.add_error(None, _("No booking has this reference and this mobile number. Please check both."))
        return self.page(form)

    def page(self, form, status=200):
        return render(self.request, "events/bookings/booking_find.html", {"form": form}, status=status)
