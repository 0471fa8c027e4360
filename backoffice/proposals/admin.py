"""The list of what schools propose; whoever may publish takes a proposal over on the record's page, or says here why not."""

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.admin_pages import AdminPage, DeclaresPages
from backoffice.proposals.form_values import decide_proposal
from backoffice.proposals.models import ProposedChange
from content.publishing import PUBLISH_PERMISSION, may_publish

State = ProposedChange.State


def find_requested_proposal(model_admin, request, record) -> ProposedChange | None:
    """The one the address names; 404 when it is not of this record, 403 for whoever may not decide it.

    It is looked at only while it is open. Saving finds out itself that it no longer is, so that nothing typed is lost.
    """
    number = request.GET.get("proposal", "")
    if record is None or not number.isdecimal():
        return None
    of_record = ProposedChange.objects.filter(model=model_admin.opts.label_lower, object_id=record.pk)
    proposal = of_record.select_related("proposed_by").filter(pk=number[:18]).first()
    if proposal is None or not (proposal.is_open or request.method == "POST"):
        raise Http404
    if not (model_admin.has_change_permission(request, record) and may_publish(request.user, record)):
        raise PermissionDenied
    return proposal


def describe_latest_proposal(model_admin, request, record) -> dict:
    """For the page of a record, unless it shows the proposal itself."""
    if record is None or request.GET.get("proposal"):
        return {}
    of_record = ProposedChange.objects.filter(model=model_admin.opts.label_lower, object_id=record.pk)
    latest = of_record.select_related("proposed_by", "decided_by").first()
    return {
        "latest_proposal": latest if latest and latest.state != State.TAKEN else None,
        "may_take_over": bool(latest) and may_publish(request.user, record),
    }


@admin.register(ProposedChange)
class ProposedChangeAdmin(DeclaresPages):
    """What awaits the bureau; each row leads to the record's page as it would be."""

    list_display = ("record", "kind", "proposed_by", "proposed_at", "fields_changed", "state", "decided_by", "reason")
    list_display_links = None
    list_filter = ("state",)
    list_select_related = ("proposed_by", "decided_by")
    actions = None

    pages = (AdminPage(route="<int:proposal_id>/refuse/", view="refuse", name="refuse"),)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def refuse(self, request, proposal_id):
        if not request.user.has_perm(PUBLISH_PERMISSION):
            raise PermissionDenied
        proposal = ProposedChange.objects.filter(pk=proposal_id, state=State.OPEN).first()
        if proposal is None:
            raise Http404
        reason = request.POST.get("reason", "").strip()[:200]
        if request.method != "POST" or not reason:
            self.message_user(request, _("Say why, so that the school knows what to change."), messages.ERROR)
            return HttpResponseRedirect(proposal_url(proposal))
        is_same = request.POST.get("stamp") == proposal.stamp
        if not (is_same and decide_proposal(proposal, State.REFUSED, request.user, reason)):
            self.message_user(request, _("Meanwhile the school has proposed something else. Look at it first."), messages.ERROR)
            return HttpResponseRedirect(proposal_url(proposal))
        self.message_user(request, _("The change is refused; the school reads why."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:backoffice_proposedchange_changelist"))

    @admin.display(description=gettext_lazy("record"), ordering="name")
    def record(self, proposal):
        if proposal.state != State.OPEN:
            return proposal.name
        return format_html('<a href="{}">{}</a>', proposal_url(proposal), proposal.name)

    @admin.display(description=gettext_lazy("kind of record"), ordering="model")
    def kind(self, proposal):
        return apps.get_model(proposal.model)._meta.verbose_name

    @admin.display(description=gettext_lazy("what changes"))
    def fields_changed(self, proposal):
        return "、".join(change["label"] for change in proposal.changes)


def proposal_url(proposal) -> str:
    app, model = proposal.model.split(".")
    return f"{reverse(f'admin:{app}_{model}_change', args=[proposal.object_id])}?proposal={proposal.pk}"
