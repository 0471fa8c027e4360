"""Admin page that makes the next edition from one that is there: name and first day, with a preview of what it takes over."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.admin_pages import AdminPage
from backoffice.conflicts.row_locks import lock_rows
from backoffice.form_drafts.sent_forms import is_reopened
from content import clock
from events.admin.editions.new_edition_form import NewEditionForm
from events.editions.copying import copy_edition
from events.models import ActivityWeek
from schools.scoping import sees_every_school

NEEDED = ("events.add_activityweek", "events.add_weekday", "events.add_eventsession", "events.add_timeslot")


def may_make_edition(user) -> bool:
    return sees_every_school(user) and user.has_perms(NEEDED)


def new_edition_context(model_admin, request, week) -> dict:
    return {"may_make_edition": week is not None and may_make_edition(request.user)}


def describe_plan(form: NewEditionForm) -> str:
    """Return what the preview was of; a form that was changed since is shown once more before anything is made."""
    plan = form.make_plan()
    return f"{plan.first_day:%Y-%m-%d} {plan.take}"


class NewEditionPage:
    """Mixin for the ModelAdmin of editions."""

    pages = (AdminPage(route="<path:object_id>/new-edition/", view="new_edition_view", name="new_edition"),)
    page_context = (new_edition_context,)

    @transaction.atomic
    def new_edition_view(self, request, object_id):
        """Show the form with a preview; make the edition if the preview was of what is sent. A second click finds it made."""
        if not may_make_edition(request.user):
            raise PermissionDenied
        source = self.get_object(request, unquote(object_id))
        if source is None:
            raise Http404
        today = clock.today()
        if request.method != "POST":
            return self.new_edition_page(request, source, NewEditionForm(source=source, today=today))
        is_confirmed = "_make" in request.POST and not is_reopened(request)
        lock_rows(ActivityWeek.objects.filter(pk=source.pk))  # of two who send it, one comes after the other
        if is_confirmed and (made := find_made(source, request.POST)):
            self.message_user(request, _("“%(name)s” is there already.") % {"name": made}, messages.INFO)
            return HttpResponseRedirect(reverse("admin:events_activityweek_to_decide", args=[made.pk]))
        form = NewEditionForm(request.POST, source=source, today=today)
        is_shown = form.is_valid() and request.POST.get("shown") == describe_plan(form)
        if not (is_shown and is_confirmed):
            return self.new_edition_page(request, source, form, is_changed=form.is_valid() and is_confirmed)
        return self.make_edition(request, form)

    def make_edition(self, request, form):
        plan, names = form.make_plan(), {name: form.cleaned_data[name] for name in ("name", "name_en", "slug")}
        week = copy_edition(plan, **names)
        self.log_addition(request, week, _("Copied from “%(name)s”") % {"name": plan.origin})
        sentence = _("“%(name)s” is made, as a draft that nobody outside sees: %(sessions)s sessions, %(slots)s time slots.")
        counts = {"sessions": len(plan.sessions), "slots": len(plan.slots)}
        self.message_user(request, sentence % {"name": week, **counts}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:events_activityweek_to_decide", args=[week.pk]))

    def new_edition_page(self, request, source, form, *, is_changed=False):
        plan = form.make_plan()
        context = {
            **self.admin_site.each_context(request),
            "title": _("New edition from this one"),
            "subtitle": str(source),
            "opts": self.opts,
            "original": source,
            "form": form,
            "plan": plan,
            "left_out": plan.list_left_out(),
            "shown": describe_plan(form),
            "is_changed": is_changed,
            "other_weekdays": any(day.is_other_weekday for day in plan.days),
            "is_popup": False,
        }
        return TemplateResponse(request, "admin/events/editions/new_edition.html", context)


def find_made(source: ActivityWeek, sent) -> ActivityWeek | None:
    """Return the edition that this very form made before, sent twice or by two people."""
    made = ActivityWeek.objects.filter(name=sent.get("name", ""), slug=sent.get("slug", ""), preparation__copied_from=source)
    return made.first()
