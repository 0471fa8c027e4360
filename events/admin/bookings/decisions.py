"""The page on which several classes are approved or rejected together, each with a reason of its own or one for all.

A class is a new booking, or a confirmed one whose booker asks for a change.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial
from urllib.parse import urlencode

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
from content.query_values import parse_day, parse_id
from events.admin.bookings.decision_form import APPROVE, DECISION_CHOICES, LEAVE, REJECT, DecisionForm
from events.admin.bookings.decision_rows import DecisionRow, list_day_links, sort_cases
from events.admin.bookings.filters import bookings_to_decide
from events.bookings import errors, services
from events.bookings.decision_cases import (
    SHOWN_RELATIONS,
    DecisionCase,
    cases_of_bookings,
    cases_of_changes,
    concerning_slot,
    find_overlaps,
)
from events.bookings.queries import availability_by_slot
from events.models import Booking, BookingChange, TimeSlot

MOST_ROWS = 100  # a form of Django takes a thousand fields, and a row has four
FILTERS = ("slot", "session", "day")

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
        """GET shows all that is to be decided, of one slot, session or day if the query names it; POST decides on its rows."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self.decide_day_page(request)
        cases = self.get_posted_cases(request)
        if choice := request.POST.get("_all"):
            typed = {case.choice_name: choice for case in cases}
            return self.decide_page(request, cases, choice, initial=request.POST.dict() | typed)
        form = DecisionForm(request.POST, cases=cases)
        if not form.is_valid() or is_reopened(request):
            return self.decide_page(request, cases, LEAVE, form=form)
        self.approve_cases(request, form.cases_with_choice(APPROVE))
        self.reject_cases(request, [(case, form.reason_for(case)) for case in form.cases_with_choice(REJECT)])
        return HttpResponseRedirect(f"{reverse('admin:events_booking_decide')}?{urlencode(read_filters(request))}".rstrip("?"))

    def decide_day_page(self, request):
        """Show what waits, of the day that the query names or of all; a value that is no day does not filter."""
        cases, day = cases_of_bookings(self.list_bookings_to_decide(request), clock.now()), parse_day(request.GET.get("day"))
        others = {name: value for name, value in read_filters(request).items() if name != "day"}
        shown = [case for case in cases if day in (None, case.slot.day)]
        return self.decide_page(request, shown, APPROVE, day=day, day_links=list_day_links(cases, day, others))

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

    def decide_page(self, request, cases, choice, *, form=None, initial=None, **context):
        """Show the form; what can no longer be decided on is reported in messages and left out.

        Each row begins with `choice`, unless `initial` has what was chosen and typed; but a class that would be in two places
        at once is not approved without a look at it.
        """
        waiting, now = [], clock.now()
        for case in sort_cases(cases):
            if case.is_open(now):
                waiting.append(case)
            else:
                self.report_refusal(request, case.booking, why_decided(case, now))
        shown = waiting[:MOST_ROWS]
        overlaps = find_overlaps(shown, now)
        if form is None:
            careful = LEAVE if choice == APPROVE else choice
            chosen = {case.choice_name: careful if overlaps[case.booking.pk] else choice for case in shown}
            form = DecisionForm(cases=shown, initial=chosen | (initial or {}))
        places = availability_by_slot(TimeSlot.objects.filter(pk__in={case.slot.pk for case in shown}), now)
        more = {
            "overlaps": overlaps,
            "own_overlaps": self.find_own(request, overlaps),
            "places": places,
            "form": form,
            "now": now,
        }
        context = {
            **context,
            **self.admin_site.each_context(request),
            "title": _("Decide on classes"),
            "subtitle": None,
            "opts": self.opts,
            "is_popup": False,
            "form": form,
            "choices": DECISION_CHOICES,
            "rows": [make_row(case, **more) for case in shown],
            "waiting_count": len(waiting),
            "first_deadline": min((case.expires_at for case in waiting), default=None),
            "filters": urlencode(read_filters(request)),
        }
        return TemplateResponse(request, "admin/events/booking/decide.html", context)

    def find_own(self, request, overlaps: dict[int, list[Booking]]) -> set[int]:
        """Return the ids of those bookings whose pages the user may open."""
        ids = {booking.pk for found in overlaps.values() for booking in found}
        return set(self.get_queryset(request).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()

    def approve_cases(self, request, cases: Iterable[DecisionCase]):
        self.decide_cases(request, [(case, case.approve) for case in cases], APPROVED_MESSAGE, CHANGE_APPROVED_MESSAGE)

    def reject_cases(self, request, reasons: Iterable[tuple[DecisionCase, str]]):
        acts = [(case, partial(case.reject, reason=reason)) for case, reason in reasons]
        self.decide_cases(request, acts, REJECTED_MESSAGE, CHANGE_REJECTED_MESSAGE)

    def decide_cases(self, request, acts, booking_message, change_message):
        arguments = {"now": clock.now(), "actor": services.staff_actor(request.user)}
        actions = [(case, partial(act, **arguments)) for case, act in acts]
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


def make_row(case: DecisionCase, *, places, overlaps, **more) -> DecisionRow:
    return DecisionRow(case=case, places=places[case.slot.pk], overlaps=overlaps[case.booking.pk], **more)


def read_filters(request) -> dict[str, str]:
    return {name: request.GET[name] for name in FILTERS if request.GET.get(name)}


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
