"""Pages of the back office with which staff change a booking for a caller: another time, other numbers, another contact."""

import datetime as dt
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.admin_pages import AdminPage
from backoffice.form_drafts.sent_forms import is_reopened
from content import clock
from content.rollback import run_rolled_back
from events.admin.bookings.phone_booking_forms import PhoneContactForm, PhoneMoveForm, PhonePeopleForm, PhonePupilsForm
from events.admin.bookings.phone_bookings import upcoming_bookable_slots
from events.bookings import changes, services
from events.bookings.errors import BookingError
from events.bookings.old_pages import list_meanwhile_changes, page_values
from events.bookings.queries import slot_availability
from events.bookings.slot_choices import slot_choice_label
from events.bookings.ticket_views import find_current_request, with_current_state
from events.models import Booking, EventSession
from events.models.session import CLASS_MODES


class PhoneChangePages:
    """Mixin for the ModelAdmin of bookings, beside `PhoneBookingPages`: each page changes one booking.

    A page that has become old undoes nothing (see `old_pages`), and says so of a booking that has ended meanwhile.
    """

    pages = (
        AdminPage(route="<id:booking_id>/move/", view="move_view", name="move"),
        AdminPage(route="<id:booking_id>/numbers/", view="numbers_view", name="numbers"),
        AdminPage(route="<id:booking_id>/contact/", view="contact_view", name="contact"),
    )

    def move_view(self, request, booking_id):
        booking, now = self.booking_for(request, booking_id), clock.now()
        choices = list_move_choices(request.user, booking, now)
        form = PhoneMoveForm(request.POST or None, booking=booking, page_values=staff_page_values(booking, now), choices=choices)

        def move():
            return changes.move_booking(
                booking_id=booking.pk,
                to_slot_id=form.cleaned_data["slot"],
                now=now,
                shown=form.shown,
                actor=services.staff_actor(request.user),
                override=form.override,
            )

        if self.has_ended(request, booking, now):
            return self.redirect_to_booking(booking)
        if form.is_valid() and not is_reopened(request):
            is_confirmed = "_confirm" in request.POST
            try:
                moved = move() if is_confirmed else run_rolled_back(move)
            except BookingError as refusal:
                self.refuse(request, form, booking, refusal)
            else:
                if is_confirmed:
                    self.report_change(request, moved, form, _("%(reference)s is moved, and its booker is told."))
                    return self.redirect_to_booking(booking)
                context = {"booking": booking, "moved": moved, "sent": form.cleaned_data, "page_values": form.page_values}
                return self.render_page(request, "move_confirm", _("Move to another time slot"), **context)
        return self.change_page(request, booking, form, _("Move to another time slot"), button=_("Next: look it over"))

    def numbers_view(self, request, booking_id):
        booking, now = self.booking_for(request, booking_id), clock.now()
        form_class = PhonePupilsForm if booking.is_for_class else PhonePeopleForm
        form = form_class(request.POST or None, booking=booking, page_values=staff_page_values(booking, now))

        def change():
            return changes.change_party(
                booking_id=booking.pk,
                now=now,
                shown=form.shown,
                actor=services.staff_actor(request.user),
                override=form.override,
                **form.edits,
            )

        message = _("The numbers of %(reference)s are changed, and its booker is told.")
        return self.apply_change(request, booking, form, change, _("Change numbers"), message)

    def contact_view(self, request, booking_id):
        booking, now = self.booking_for(request, booking_id), clock.now()
        form = PhoneContactForm(request.POST or None, booking=booking, page_values=staff_page_values(booking, now))

        def change():
            return changes.change_contact(
                booking_id=booking.pk,
                contact=form.contact,
                now=now,
                shown=form.shown,
                actor=services.staff_actor(request.user),
            )

        message = _("The contact of %(reference)s is changed.")
        return self.apply_change(request, booking, form, change, _("Change contact"), message)

    def apply_change(self, request, booking, form, change, title, message):
        if self.has_ended(request, booking, clock.now()):
            return self.redirect_to_booking(booking)
        if form.is_valid() and not is_reopened(request):
            try:
                changed = change()
            except BookingError as refusal:
                self.refuse(request, form, booking, refusal)
            else:
                self.report_change(request, changed, form, message)
                return self.redirect_to_booking(booking)
        return self.change_page(request, booking, form, title, button=_("Save"))

    def has_ended(self, request, booking, now) -> bool:
        """Say so, before the form, of a booking that can no longer be changed."""
        try:
            changes.check_booking_is_live(with_current_state(booking, now))
        except BookingError as refusal:
            self.message_user(request, refusal.sentence, messages.ERROR)
            return True
        return False

    def refuse(self, request, form, booking, refusal):
        form.refuse(refusal, staff_page_values(self.booking_for(request, booking.pk), clock.now()))

    def change_page(self, request, booking, form, title, *, button):
        subtitle = booking.spaced_reference
        return self.render_page(request, "change", title, subtitle=subtitle, booking=booking, form=form, button=button)

    def report_change(self, request, changed, form, message):
        self.message_user(request, message % {"reference": changed.spaced_reference}, messages.SUCCESS)
        for name, value in list_meanwhile_changes(changed, form.edits, form.shown):
            sentence = _("Meanwhile this had been changed: %(name)s is now %(value)s.")
            self.message_user(request, sentence % {"name": name, "value": value}, messages.WARNING)

    def redirect_to_booking(self, booking):
        return HttpResponseRedirect(reverse("admin:events_booking_change", args=[booking.pk]))


def staff_page_values(booking: Booking, now: dt.datetime) -> dict[str, str]:
    """Return what the pages of staff show of a booking: the mobile number is masked."""
    return page_values(booking, find_current_request(booking, now)) | {"phone": booking.masked_phone}


def list_move_choices(user, booking: Booking, now: dt.datetime) -> list[tuple]:
    """Return upcoming slots as grouped choices: those of its own session first, then of sessions that take the same kind."""
    own, mode = booking.slot.session, EventSession.BookingMode
    modes = CLASS_MODES if booking.is_for_class else (mode.INDIVIDUAL, mode.BOTH)
    slots = upcoming_bookable_slots(user, now).filter(session__booking_mode__in=modes).exclude(pk=booking.slot_id)
    ordered = sorted(slots, key=lambda slot: (slot.session_id != own.pk, slot.session.title, slot.starts_at))
    return [
        (session.title, [(slot.pk, slot_choice_label(slot, slot_availability(slot, now))) for slot in group])
        for session, group in groupby(ordered, key=lambda slot: slot.session)
    ]
