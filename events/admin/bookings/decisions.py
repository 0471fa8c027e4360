"""The page on which several classes are approved or rejected together, with one reason for all that are rejected.

A class is a new booking, or a confirmed one whose booker asks for a change.
"""

import datetime as dt
from collections.abc import Callable, Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from backoffice.admin_pages import AdminPage
from backoffice.form_drafts.sent_forms import is_reopened
from content import clock
from content.query_values import parse_id
from events.admin.bookings.decision_form import APPROVE, DECISION_CHOICES, LEAVE, REJECT, DecisionForm
from events.admin.bookings.filters import bookings_to_decide
from events.bookings import errors, services
from events.bookings.decision_cases import (
    SHOWN_RELATIONS,
    DecisionCase,
    cases_of_bookings,
    cases_of_changes,
    concerning_slot,
)
from events.bookings.queries import availability_by_slot
from events.models import Booking, BookingChange, TimeSlot

APPROVED_MESSAGE = ngettext_lazy(
    "%(count)s booking is approved: %(references)s.", "%(count)s bookings are approved: %(references)s.", "count"
)
REJECTED_MESSAGE = ngettext_lazy(
    "%(count)s booking is rejected; its places are free again: %(references)s.",
    "%(count)s bookings are rejected; their places are free again: %(references)s.",
    "count",
)
CHANGE_APPROVED_MESSAGE = ngettext_lazy(
    "%(count)s change is approved: %(references)s.", "%(count)s changes are approved: %(references)s.", "count"
)
CHANGE_REJECTED_MESSAGE = ngettext_lazy(
    "%(count)s change is rejected; the booking stays as it was: %(references)s.",
    "%(count)s changes are rejected; the bookings stay as they were: %(references)s.",
    "count",
)


class ClassDecisionPages:
    """Mixin for the ModelAdmin of bookings: the page that decides on classes."""

    pages = (AdminPage(route="decide/", view="decide_view", name="decide"),)

    def decide_view(self, request):
        """GET shows all that is to be decided, of one slot or session if the query names it; POST decides on what it names."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self.decide_page(request, cases_of_bookings(self.list_bookings_to_decide(request), clock.now()), APPROVE)
        cases = self.get_posted_cases(request)
        if choice := request.POST.get("_all"):
            return self.decide_page(request, cases, choice)
        form = DecisionForm(request.POST, cases=cases)
        if not form.is_valid() or is_reopened(request):
            return self.decide_page(request, cases, LEAVE, form=form)
        self.approve_cases(request, form.cases_with_choice(APPROVE))
        self.reject_cases(request, form.cases_with_choice(REJECT), form.cleaned_data["reason"])
        return HttpResponseRedirect(reverse("admin:events_booking_changelist") + "?awaiting=1")

    def list_bookings_to_decide(self, request):
        """Raise Http404 if the slot or session of the query is not one of the user's own."""
        bookings = bookings_to_decide(self.get_queryset(request))
        for name in ("slot", "session"):
            if text := request.GET.get(name):
                own = self.get_own(request, name, parse_id(text))
                return bookings.filter(concerning_slot(own.pk, clock.now()) if name == "slot" else Q(slot__session=own))
        return bookings

    def get_own(self, request, name, number: int | None):
        related = Booking.slot.field.related_model if name == "slot" else TimeSlot.session.field.related_model
        own = self.admin_site._registry[related].get_queryset(request)
        return get_object_or_404(own, pk=number)

    def get_posted_cases(self, request) -> list[DecisionCase]:
        own = self.get_queryset(request)
        bookings = find_posted(own, request.POST.getlist("booking"))
        rows = bookings.select_related(*SHOWN_RELATIONS).order_by("expires_at", "pk")
        return [*map(DecisionCase.of_booking, rows), *get_posted_changes(request, own)]

    def decide_page(self, request, cases, choice, *, form=None):
        """Show the form; what can no longer be decided on is reported in messages and left out."""
        rows, now = [], clock.now()
        for case in cases:
            if case.is_open(now):
                rows.append(case)
            else:
                self.report_refusal(request, case.booking, why_decided(case, now))
        places = availability_by_slot(TimeSlot.objects.filter(pk__in={case.slot.pk for case in rows}), now)
        form = form or DecisionForm(cases=rows, choice=choice)
        form.initial["reason"] = request.POST.get("reason", "")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Decide on classes"),
            "subtitle": None,
            "opts": self.opts,
            "is_popup": False,
            "form": form,
            "choices": DECISION_CHOICES,
            "rows": [
                {"case": case, "booking": case.booking, "places": places[case.slot.pk], "field": form[case.choice_name]}
                for case in rows
            ],
        }
        return TemplateResponse(request, "admin/events/booking/decide.html", context)

    def approve_cases(self, request, cases: Iterable[DecisionCase]):
        self.decide_cases(request, cases, DecisionCase.approve, APPROVED_MESSAGE, CHANGE_APPROVED_MESSAGE)

    def reject_cases(self, request, cases: Iterable[DecisionCase], reason: str):
        self.decide_cases(request, cases, DecisionCase.reject, REJECTED_MESSAGE, CHANGE_REJECTED_MESSAGE, reason=reason)

    def decide_cases(self, request, cases, act, booking_message, change_message, **arguments):
        arguments |= {"now": clock.now(), "actor": services.staff_actor(request.user)}
        actions = [(case, lambda case=case: act(case, **arguments)) for case in cases]
        self.apply_to_each(request, [(c.booking, do) for c, do in actions if not c.change], booking_message)
        self.apply_to_each(request, [(c.booking, do) for c, do in actions if c.change], change_message)

    def apply_to_each(self, request, actions: Iterable[tuple[Booking, Callable]], message):
        """Call each action in a transaction of its own, so that one refusal does not stop the others.

        Reports each refusal with its reason, and the rest with `message`.
        """
        done = []
        for booking, act in actions:
            try:
                act()
            except errors.BookingError as refusal:
                self.report_refusal(request, booking, refusal)
            else:
                done.append(booking.spaced_reference)
        if done:
            self.message_user(request, message % {"count": len(done), "references": ", ".join(done)}, messages.SUCCESS)

    def report_refusal(self, request, booking, refusal):
        self.message_user(request, f"{booking.spaced_reference} · {refusal.sentence}", messages.ERROR)


def why_decided(case: DecisionCase, now: dt.datetime) -> errors.BookingError:
    row = case.change or case.booking
    state = row.State.LAPSED.label if row.has_expired(now) else row.get_state_display()
    return (errors.ChangeRequestOver if case.change else errors.NothingToDo)(state)


def get_posted_changes(request, bookings) -> list[DecisionCase]:
    """Return the requests for a change that the form names. Raises Http404 if one is not of these bookings."""
    changes = BookingChange.objects.filter(booking__in=bookings.order_by().values("pk"))
    return cases_of_changes(find_posted(changes, request.POST.getlist("request")))


def find_posted(rows, numbers: list[str]):
    """Return the rows with these numbers. Raises Http404 if one of them is not there."""
    ids = {parse_id(number) for number in numbers}
    if None in ids or rows.filter(pk__in=ids).count() != len(ids):
        raise Http404
    return rows.filter(pk__in=ids)
