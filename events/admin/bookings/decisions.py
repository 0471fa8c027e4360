"""The page on which several class bookings are approved or rejected together, with one reason for all that are rejected."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from backoffice.admin_pages import AdminPage
from content import clock
from content.query_values import parse_id
from events.admin.bookings.decision_form import APPROVE, DECISION_CHOICES, LEAVE, REJECT, DecisionForm, decision_field_name
from events.admin.bookings.filters import bookings_to_decide
from events.bookings import errors, services
from events.bookings.queries import availability_by_slot
from events.models import Booking, TimeSlot

APPROVED_MESSAGE = ngettext_lazy(
    "%(count)s booking is approved: %(references)s.", "%(count)s bookings are approved: %(references)s.", "count"
)
REJECTED_MESSAGE = ngettext_lazy(
    "%(count)s booking is rejected; its places are free again: %(references)s.",
    "%(count)s bookings are rejected; their places are free again: %(references)s.",
    "count",
)
BOOKING_PATHS = {"slot": "slot", "session": "slot__session"}


class ClassDecisionPages:
    """Mixin for the ModelAdmin of bookings: the page that decides on class bookings."""

    pages = (AdminPage(route="decide/", view="decide_view", name="decide"),)

    def decide_view(self, request):
        """GET shows every pending booking, of one slot or session if the query names it; POST decides on those it names."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self.decide_page(request, self.list_bookings_to_decide(request), APPROVE)
        bookings = self.get_posted_bookings(request)
        if choice := request.POST.get("_all"):
            return self.decide_page(request, bookings, choice)
        form = DecisionForm(request.POST, bookings=list_bookings_with_relations(bookings))
        if not form.is_valid():
            return self.decide_page(request, bookings, LEAVE, form=form)
        actor = {"now": clock.now(), "actor": services.staff_actor(request.user)}
        self.apply_to_each(request, form.bookings_with_choice(APPROVE), services.approve_booking, APPROVED_MESSAGE, **actor)
        reason = form.cleaned_data["reason"]
        self.apply_to_each(
            request, form.bookings_with_choice(REJECT), services.reject_booking, REJECTED_MESSAGE, reason=reason, **actor
        )
        return HttpResponseRedirect(reverse("admin:events_booking_changelist") + "?awaiting=1")

    def list_bookings_to_decide(self, request):
        """Raise Http404 if the slot or session of the query is not one of the user's own."""
        bookings = bookings_to_decide(self.get_queryset(request))
        for name, path_to in BOOKING_PATHS.items():
            if text := request.GET.get(name):
                return bookings.filter(**{path_to: self.get_own(request, name, parse_id(text))})
        return bookings

    def get_own(self, request, name, number: int | None):
        related = Booking.slot.field.related_model if name == "slot" else TimeSlot.session.field.related_model
        own = self.admin_site._registry[related].get_queryset(request)
        return get_object_or_404(own, pk=number)

    def get_posted_bookings(self, request):
        """Raise Http404 unless every posted id is a booking of the user's own schools."""
        ids = {parse_id(text) for text in request.POST.getlist("booking")}
        own = self.get_queryset(request)
        if None in ids or own.filter(pk__in=ids).count() != len(ids):
            raise Http404
        return own.filter(pk__in=ids)

    def decide_page(self, request, bookings, choice, *, form=None):
        """Show the form; bookings that are no longer pending are reported in messages and left out."""
        rows, now = [], clock.now()
        for booking in list_bookings_with_relations(bookings):
            if booking.state == Booking.State.PENDING and not booking.has_expired(now):
                rows.append(booking)
            else:
                self.report_refusal(request, booking, errors.NothingToDo(booking.get_state_display()))
        places = availability_by_slot(TimeSlot.objects.filter(pk__in={row.slot_id for row in rows}), now)
        initial = {decision_field_name(row): choice for row in rows} | {"reason": request.POST.get("reason", "")}
        form = form or DecisionForm(bookings=rows, initial=initial)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Decide on classes"),
            "subtitle": None,
            "opts": self.opts,
            "is_popup": False,
            "form": form,
            "choices": DECISION_CHOICES,
            "rows": [{"booking": row, "places": places[row.slot_id], "field": form.field_of(row)} for row in rows],
        }
        return TemplateResponse(request, "admin/events/booking/decide.html", context)

    def apply_to_each(self, request, bookings, service, message, **arguments) -> list[str]:
        """Apply `service` to each booking in a transaction of its own, so that one refusal does not stop the others.

        Reports each refusal with its reason, and the rest with `message`. Returns the references of those that were changed.
        """
        done = []
        for booking in bookings:
            try:
                service(booking_id=booking.pk, **arguments)
            except errors.BookingError as refusal:
                self.report_refusal(request, booking, refusal)
            else:
                done.append(booking.spaced_reference)
        if done:
            self.message_user(request, message % {"count": len(done), "references": ", ".join(done)}, messages.SUCCESS)
        return done

    def report_refusal(self, request, booking, refusal):
        self.message_user(request, f"{booking.spaced_reference} · {refusal.sentence}", messages.ERROR)


def list_bookings_with_relations(bookings) -> list[Booking]:
    return list(bookings.select_related("slot__session__week", "slot__session__venue", "school").order_by("expires_at", "pk"))
