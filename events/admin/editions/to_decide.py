"""Admin page with the check-list of an edition: what is still to decide, and what can be decided for all at once."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backoffice.admin_pages import AdminPage
from backoffice.audit_log import events
from content.publishing import PUBLISH_PERMISSION
from events.admin.editions.show_edition import may_show_editions
from events.editions.bulk_decisions import adopt_samples, publish_complete_sessions
from events.editions.check_items import confirm_item
from events.editions.checklist import Checklist
from schools.scoping import sees_every_school

NEEDED = ("events.change_activityweek", "events.change_eventsession", "events.change_timeslot")


def may_prepare_editions(user) -> bool:
    return sees_every_school(user) and user.has_perms(NEEDED)


def to_decide_context(model_admin, request, week) -> dict:
    return {"may_prepare_edition": week is not None and may_prepare_editions(request.user)}


class ToDecidePage:
    """Mixin for the ModelAdmin of editions."""

    pages = (AdminPage(route="<path:object_id>/to-decide/", view="to_decide_view", name="to_decide"),)
    page_context = (to_decide_context,)

    def to_decide_view(self, request, object_id):
        if not may_prepare_editions(request.user):
            raise PermissionDenied
        week = self.get_object(request, unquote(object_id))
        if week is None:
            raise Http404
        if request.method == "POST":
            self.decide(request, week)
            return HttpResponseRedirect(reverse("admin:events_activityweek_to_decide", args=[week.pk]))
        checklist = Checklist(week)
        context = {
            **self.admin_site.each_context(request),
            "title": _("What is still to decide"),
            "subtitle": str(week),
            "opts": self.opts,
            "original": week,
            "checklist": checklist,
            "items": checklist.items,
            "open_count": checklist.open_count,
            "complete_count": len(checklist.complete_drafts),
            "may_publish": request.user.has_perm(PUBLISH_PERMISSION),
            "may_show": may_show_editions(request.user) and not week.is_current,
            "is_popup": False,
        }
        return TemplateResponse(request, "admin/events/editions/to_decide.html", context)

    def decide(self, request, week):
        if "_adopt" in request.POST:
            self.adopt(request, week)
        elif "_publish" in request.POST:
            self.publish(request, week)
        else:
            self.confirm(request, week)

    def adopt(self, request, week):
        count = adopt_samples(week)
        message = ngettext("%(count)s session is no sample any longer.", "%(count)s sessions are no samples any longer.", count)
        self.tell(request, week, count, message)

    def publish(self, request, week):
        if not request.user.has_perm(PUBLISH_PERMISSION):
            raise PermissionDenied
        count = len(publish_complete_sessions(week))
        message = ngettext(
            "%(count)s session is published; the public sees it with the edition.",
            "%(count)s sessions are published; the public sees them with the edition.",
            count,
        )
        self.tell(request, week, count, message)

    def tell(self, request, week, count: int, message: str):
        """Say what became of it, and note it about the edition, in Django's log and the audit log."""
        sentence = message % {"count": count}
        if count:
            self.log_change(request, week, sentence)
            events.record_audit_event(events.Event.PUBLISHED, request=request, about=week, detail=sentence)
        self.message_user(request, sentence, messages.SUCCESS if count else messages.INFO)

    def confirm(self, request, week):
        key, is_right = (request.POST["_right"], True) if "_right" in request.POST else (request.POST.get("_open", ""), False)
        confirm_item(week, key, user=request.user, is_right=is_right)
