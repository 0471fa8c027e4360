"""The page on which a booker changes a booking."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from content import clock
from events.bookings import change_decisions, changes, errors, rate_limits
from events.bookings.change_forms import ContactForm, MoveForm, PeopleForm, PupilsForm
from events.bookings.old_pages import list_meanwhile_changes, page_values
from events.bookings.phone_check_pages import PhoneCheckMixin, strip_step_fields
from events.bookings.queries import Availability, slots_with_availability
from events.bookings.slot_choices import slot_choice_label
from events.bookings.ticket_views import find_current_request, get_booking_by_token, with_current_state
from events.bookings.views import CHOOSABLE_STATES, too_many_requests
from events.models import Booking, TimeSlot


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class TicketChange(PhoneCheckMixin, View):
    """Three forms on one page; `what` in the request says which one was sent: party, slot or contact."""

    def setup(self, request, *args, token, **kwargs):
        super().setup(request, *args, **kwargs)
        self.now = clock.now()
        self.read_booking(token)

    def read_booking(self, token: str):
        self.booking = with_current_state(get_booking_by_token(token), self.now)
        self.pending = find_current_request(self.booking, self.now)
        self.slots = slots_with_availability(self.booking.slot.session, self.now)
        self.page_values = page_values(self.booking, self.pending)

    def get(self, request, **kwargs):
        return self.page()

    def post(self, request, **kwargs):
        what = request.POST.get("what")
        if what not in ("party", "slot", "contact"):
            return self.page()
        if self.why_fixed():  # before the form, whose times and limits may be those of a booking that has ended
            return self.page(status=409)
        form = getattr(self, f"{what}_form")(strip_step_fields(request.POST))
        if rate_limits.exceeds_rate_limit("change", self.booking.token, rate_limits.CHANGES_PER_BOOKING):
            return too_many_requests(form, lambda form, status: self.page(status, **{what: form}))
        if not form.is_valid():
            return self.page(**{what: form})
        if what == "contact" and (step := self.check_new_phone(form)):
            return step
        try:
            changed = getattr(self, f"change_{what}")(form)
        except errors.BookingError as refusal:
            self.read_booking(self.booking.token)
            form.refuse(refusal, self.page_values)
            return self.page(status=409, **{what: form})
        self.report_success(changed, form)
        return self.remember_phone(redirect("ticket", token=changed.token))

    def check_new_phone(self, form):
        """Ask for a code where the number is changed; the one the booking has was confirmed when it was made."""
        phone = form.cleaned_data["phone"]
        return self.check_phone(form, phone) if phone != self.booking.phone else None

    def edit_phone(self, form):
        return self.page(contact=form)

    def report_success(self, changed: Booking, form):
        is_requested = "contact_name" not in form.fields and find_current_request(changed, self.now)
        if is_requested:
            messages.success(self.request, _("The school decides on your change. Until then your booking stays as it is."))
        else:
            messages.success(self.request, _("Your change has been saved."))
        for name, value in list_meanwhile_changes(changed, form.edits, form.shown):
            messages.info(
                self.request, _("Meanwhile this had been changed: %(name)s is now %(value)s.") % {"name": name, "value": value}
            )

    def change_party(self, form) -> Booking:
        return changes.change_party(booking_id=self.booking.pk, now=self.now, shown=form.shown, **form.edits)

    def change_slot(self, form) -> Booking:
        to_slot_id = form.cleaned_data["slot"]
        return changes.move_booking(booking_id=self.booking.pk, to_slot_id=to_slot_id, now=self.now, shown=form.shown)

    def change_contact(self, form) -> Booking:
        return changes.change_contact(booking_id=self.booking.pk, contact=form.contact, now=self.now, shown=form.shown)

    def party_form(self, data=None):
        form_class = PupilsForm if self.booking.is_for_class else PeopleForm
        return form_class(data, booking=self.booking, page_values=self.page_values)

    def slot_form(self, data=None):
        """The slot the booking has is no choice, but an old page may ask for it, which then changes nothing."""
        others = [(slot, places) for slot, places in self.slots if slot.pk != self.booking.slot_id or data]
        return MoveForm(
            data,
            booking=self.booking,
            page_values=self.page_values,
            slot_labels={slot.pk: slot_choice_label(slot, places) for slot, places in others},
            unavailable=[slot.pk for slot, places in others if not self.is_choosable(slot, places)],
        )

    def is_choosable(self, slot: TimeSlot, places: Availability) -> bool:
        return slot.pk != self.booking.slot_id and places.state in CHOOSABLE_STATES - {"waitlist"}

    def contact_form(self, data=None):
        return ContactForm(data, booking=self.booking, page_values=self.page_values)

    def why_fixed(self) -> str:
        """Return the sentence that says why nothing about the booking can be changed any more; blank if something can."""
        booking, slot = self.booking, self.booking.slot
        if not booking.is_live or booking.state == Booking.State.HELD:
            return errors.NothingToDo(booking.get_state_display()).sentence
        if booking.is_checked_in:
            return errors.CheckedIn().sentence
        if slot.is_cancelled:
            return errors.SlotCancelled(slot.cancel_reason or slot.session.cancel_reason).sentence
        return ""

    def page(self, status=200, **sent_forms):
        booking, why_fixed = self.booking, self.why_fixed()
        context = {
            "booking": booking,
            "pending": self.pending,
            "party_form": sent_forms.get("party") or self.party_form(),
            "slot_form": sent_forms.get("slot") or self.slot_form(),
            "contact_form": sent_forms.get("contact") or self.contact_form(),
            "sent_form": next(iter(sent_forms.values()), None),
            "why_fixed": why_fixed,
            "phone_proof": self.phone_proof,
            "can_change": not why_fixed and self.now < booking.changes_until,
            "can_change_contact": not why_fixed and self.now < booking.slot.ends_at,
            "can_move": "slot" in sent_forms or any(self.is_choosable(slot, places) for slot, places in self.slots),
        }
        return render(self.request, "events/bookings/ticket_change.html", context, status=status)


@csrf_exempt
@require_POST
@never_cache
def ticket_withdraw(request, token):
    """Withdraw the request for a change that the page named by its number."""
    booking = get_booking_by_token(token)
    number = request.POST.get("request", "")
    change = booking.change_requests.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if change is None:
        raise Http404
    try:
        change_decisions.withdraw_change(change_id=change.pk, now=clock.now())
    except errors.BookingError as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Your request has been withdrawn. Your booking stays as it was."))
    return redirect("ticket", token=token)
