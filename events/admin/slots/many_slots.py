"""Pages that make many slots at once and copy a session or its times: first a preview, then all of it or nothing."""

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
from backoffice.form_drafts.sent_forms import is_reopened
from content import clock
from events.admin.repost import repost_fields
from events.admin.slots.many_slots_forms import PatternForm
from events.admin.slots.session_copy import SessionCopyForm
from events.admin.slots.slot_plan import SlotPlan, create_planned_slots
from events.models import EventSession

OWN_FIELDS = ("_make", "_look", "_again", "keep", "seal")  # of the preview page itself


def many_slots_context(model_admin, request, session) -> dict:
    return {"makes_slots": session is not None and model_admin.may_make_slots(request, session)}


class ManySlotsPages:
    """Mixin for the ModelAdmin of sessions."""

    pages = (
        AdminPage(route="<id:session_id>/many-slots/", view="many_slots_view", name="many_slots"),
        AdminPage(route="<id:session_id>/copy/", view="copy_view", name="copy"),
    )
    page_context = (many_slots_context,)

    def may_make_slots(self, request, session) -> bool:
        return request.user.has_perm("events.add_timeslot") and self.has_change_permission(request, session)

    def session_for_slots(self, request, session_id) -> EventSession:
        """Raise Http404 for a session of another school, PermissionDenied if the user may not add slots to it."""
        session = get_object_or_404(self.get_queryset(request).select_related("week", "venue", "host_school"), pk=session_id)
        if not self.may_make_slots(request, session):
            raise PermissionDenied
        return session

    def many_slots_view(self, request, session_id):
        session = self.session_for_slots(request, session_id)
        form = PatternForm(request.POST or None, session=session)
        return self.process_form(request, session, form, _("Make many slots"))

    def copy_view(self, request, session_id):
        session = self.session_for_slots(request, session_id)
        form = SessionCopyForm(request.POST or None, session=session, may_add=self.has_add_permission(request))
        return self.process_form(request, session, form, _("Copy to other days"))

    @transaction.atomic
    def process_form(self, request, session, form, title):
        """Show the form, then the preview, then make the slots if nothing has changed since the preview."""
        if request.method == "POST":  # one at a time, so that a double click finds the slots of the first
            lock_rows(EventSession.objects.filter(pk=session.pk))
        if not form.is_valid() or "_again" in request.POST or is_reopened(request):
            return self.slots_page(request, "many_slots", session, form, title)
        ticked_keys = request.POST.getlist("keep") if "seal" in request.POST else None
        plan = SlotPlan(form.slots(), user=request.user, now=clock.now(), ticked_keys=ticked_keys)
        if "_make" in request.POST and plan.rows and not plan.new_count:
            self.message_user(request, _("All of these time slots are there already."), messages.INFO)
            return HttpResponseRedirect(reverse("admin:events_eventsession_change", args=[session.pk]))
        if "_make" in request.POST and request.POST.get("seal") == plan.digest and self.has_something_to_make(plan, form):
            target = form.target()
            create_planned_slots(plan.ticked_slots, target)
            return self.redirect_to_session(request, target, plan, is_new=form.is_new)
        return self.preview_page(request, session, form, title, plan)

    def has_something_to_make(self, plan, form) -> bool:
        return bool(plan.ticked_slots or form.is_new)

    def redirect_to_session(self, request, session, plan, *, is_new):
        count = len(plan.ticked_slots)
        message = ngettext("%(count)s time slot is made.", "%(count)s time slots are made.", count) % {"count": count}
        if is_new:
            self.log_addition(request, session, message)
            message = _("This is the copy, a draft. %(slots)s") % {"slots": message}
        else:
            self.log_change(request, session, message)
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:events_eventsession_change", args=[session.pk]))

    def preview_page(self, request, session, form, title, plan):
        is_confirmed = "_make" in request.POST
        context = {
            "plan": plan,
            "sent": repost_fields(request, without=OWN_FIELDS),
            "is_stale": is_confirmed and request.POST.get("seal") != plan.digest,
            "is_nothing": is_confirmed and not self.has_something_to_make(plan, form),
            "cannot_be_booked": session.takes_bookings and any(slot.capacity is None for slot in plan.ticked_slots),
        }
        return self.slots_page(request, "slot_plan", session, form, title, **context)

    def slots_page(self, request, template, session, form, title, **extra_context):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(session),
            "opts": self.opts,
            "original": session,
            "form": form,
            "is_popup": False,
            **extra_context,
        }
        return TemplateResponse(request, f"admin/events/{template}.html", context)
