"""From a session's page: make many slots at once, and copy the session or its times. First a preview, then all or nothing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backoffice.admin_pages import AdminPage
from backoffice.conflicts.row_locks import lock_rows
from content import clock
from events.admin.slots.many_slots_forms import PatternForm
from events.admin.slots.session_copy import SessionCopyForm
from events.admin.slots.slot_plan import SlotPlan, create_planned_slots
from events.models import EventSession

MINE = {"csrfmiddlewaretoken", "_make", "_look", "_again", "keep", "seal"}


def offer_many_slots(model_admin, request, session) -> dict:
    return {"makes_slots": session is not None and model_admin.may_make_slots(request, session)}


class ManySlots:
    """Of the sessions' ModelAdmin."""

    pages = (
        AdminPage(route="<int:session_id>/many-slots/", view="many_slots_view", name="many_slots"),
        AdminPage(route="<int:session_id>/copy/", view="copy_view", name="copy"),
    )
    page_context = (offer_many_slots,)

    def may_make_slots(self, request, session) -> bool:
        return request.user.has_perm("events.add_timeslot") and self.has_change_permission(request, session)

    def session_for_slots(self, request, session_id) -> EventSession:
        """404 for one of another school, 403 for who may only look."""
        session = get_object_or_404(self.get_queryset(request).select_related("week", "venue", "host_school"), pk=session_id)
        if not self.may_make_slots(request, session):
            raise PermissionDenied
        return session

    def many_slots_view(self, request, session_id):
        session = self.session_for_slots(request, session_id)
        form = PatternForm(request.POST or None, session=session)
        return self.planned(request, session, form, _("Make many slots"))

    def copy_view(self, request, session_id):
        session = self.session_for_slots(request, session_id)
        form = SessionCopyForm(request.POST or None, session=session, may_add=self.has_add_permission(request))
        return self.planned(request, session, form, _("Copy to other days"))

    @transaction.atomic
    def planned(self, request, session, form, title):
        """The form; then the preview; then, if nothing of it has changed, the deed."""
        if request.method == "POST":  # one at a time, so that a double click finds what the first has made
            lock_rows(EventSession.objects.filter(pk=session.pk))
        if not form.is_valid() or "_again" in request.POST:
            return self.slots_page(request, "many_slots", session, form, title)
        kept = request.POST.getlist("keep") if "seal" in request.POST else None
        plan = SlotPlan(form.slots(), user=request.user, now=clock.now(), kept=kept)
        if "_make" in request.POST and plan.rows and not plan.possible:
            self.message_user(request, _("All of these times are there already."), messages.INFO)
            return HttpResponseRedirect(reverse("admin:events_eventsession_change", args=[session.pk]))
        if "_make" in request.POST and request.POST.get("seal") == plan.seal and self.has_something_to_do(plan, form):
            target = form.target()
            create_planned_slots(plan.chosen, target)
            return self.made(request, target, plan, is_new=form.is_new)
        return self.preview_page(request, session, form, title, plan)

    def has_something_to_do(self, plan, form) -> bool:
        return bool(plan.chosen or form.is_new)

    def made(self, request, session, plan, *, is_new):
        count = len(plan.chosen)
        words = ngettext("%(count)s time slot is made.", "%(count)s time slots are made.", count) % {"count": count}
        if is_new:
            self.log_addition(request, session, words)
            words = _("This is the copy, a draft. %(slots)s") % {"slots": words}
        else:
            self.log_change(request, session, words)
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:events_eventsession_change", args=[session.pk]))

    def preview_page(self, request, session, form, title, plan):
        asked = "_make" in request.POST
        more = {
            "plan": plan,
            "sent": [(name, value) for name in request.POST if name not in MINE for value in request.POST.getlist(name)],
            "is_stale": asked and request.POST.get("seal") != plan.seal,
            "is_nothing": asked and not self.has_something_to_do(plan, form),
            "cannot_be_booked": session.takes_bookings and any(slot.capacity is None for slot in plan.chosen),
        }
        return self.slots_page(request, "slot_plan", session, form, title, **more)

    def slots_page(self, request, template, session, form, title, **more):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(session),
            "opts": self.opts,
            "original": session,
            "form": form,
            "is_popup": False,
            **more,
        }
        return TemplateResponse(request, f"admin/events/{template}.html", context)
