"""The page on which a booker changes a booking."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from content import clock
from events.bookings import changes, rate_limits
from events.bookings.change_forms import ContactForm, MoveForm, PeopleForm, PupilsForm
from events.bookings.errors import BookingError
from events.bookings.forms import slot_choice_label
from events.bookings.queries import slots_with_availability
from events.bookings.ticket_views import get_booking_by_token
from events.bookings.views import CHOOSABLE_STATES, too_many_requests
from events.models import Booking


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class TicketChange(View):
    """Three forms on one page; `what` in the request says which one was sent: party, slot or contact."""

    def setup(self, request, *args, token, **kwargs):
        super().setup(request, *args, **kwargs)
        self.booking = get_booking_by_token(token)
        self.now = clock.now()
        self.slots = slots_with_availability(self.booking.slot.session, self.now)

    def get(self, request, **kwargs):
        return self.page()

    def post(self, request, **kwargs):
        what = request.POST.get("what")
        if what not in ("party", "slot", "contact"):
            return self.page()
        form = getattr(self, f"{what}_form")(request.POST)
        if rate_limits.exceeds_rate_limit("change", self.booking.token, rate_limits.CHANGES_PER_BOOKING):
            return too_many_requests(form, lambda form, status: self.page(status, **{what: form}))
        if not form.is_valid():
            return self.page(**{what: form})
        try:
            changed = getattr(self, f"change_{what}")(form)
        except BookingError as refusal:
            form.refuse(refusal)
            return self.page(status=409, **{what: form})
        messages.success(request, self.success_message(changed))
        return redirect("ticket", token=changed.token)

    def success_message(self, changed: Booking) -> str:
        if changed.state == Booking.State.PENDING and self.booking.state == Booking.State.CONFIRMED:
            return _("Your change is saved. The school decides on it again; your places are kept meanwhile.")
        return _("Your change is saved.")

    def change_party(self, form) -> Booking:
        return changes.change_party(booking_id=self.booking.pk, now=self.now, **form.numbers)

    def change_slot(self, form) -> Booking:
        return changes.move_booking(booking_id=self.booking.pk, to_slot_id=form.cleaned_data["slot"], now=self.now)

    def change_contact(self, form) -> Booking:
        return changes.change_contact(booking_id=self.booking.pk, contact=form.contact, now=self.now)

    def party_form(self, data=None):
        form_class = PupilsForm if self.booking.is_for_class else PeopleForm
        return form_class(data, booking=self.booking)

    def slot_form(self, data=None):
        others = [(slot, places) for slot, places in self.slots if slot.pk != self.booking.slot_id]
        return MoveForm(
            data,
            booking=self.booking,
            slot_labels={slot.pk: slot_choice_label(slot, places) for slot, places in others},
            unavailable=[slot.pk for slot, places in others if places.state not in CHOOSABLE_STATES - {"waitlist"}],
        )

    def contact_form(self, data=None):
        return ContactForm(data, booking=self.booking)

    def page(self, status=200, **sent_forms):
        booking = self.booking
        may_change = booking.is_live and booking.state != Booking.State.HELD and not booking.slot.is_cancelled
        context = {
            "booking": booking,
            "party_form": sent_forms.get("party") or self.party_form(),
            "slot_form": sent_forms.get("slot") or self.slot_form(),
            "contact_form": sent_forms.get("contact") or self.contact_form(),
            "sent_form": next(iter(sent_forms.values()), None),
            "can_change": may_change and self.now < booking.changes_until,
            "can_change_contact": may_change and self.now < booking.slot.ends_at,
            "has_other_slots": len(self.slots) > 1,
        }
        return render(self.request, "events/bookings/ticket_change.html", context, status=status)
