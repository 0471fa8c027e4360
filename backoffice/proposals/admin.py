"""Admin list of proposals. Users who may publish decide about one on the page of its record."""

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.admin_pages import DeclaresPages
from backoffice.proposals.models import ProposedChange
from content.publishing import may_publish
from content.query_values import parse_id

State = ProposedChange.State


def find_requested_proposal(model_admin, request, record) -> ProposedChange | None:
    """Return the proposal named in the URL, or None.

    Raises Http404 if it is not one of this record or, on GET, no longer open; saving a page whose proposal was decided
    meanwhile is refused by the form, so that no input is lost. Raises PermissionDenied if the user may not decide it.
    """
    number = parse_id(request.GET.get("proposal"))
    if record is None or number is None:
        return None
    record_proposals = ProposedChange.objects.filter(model=model_admin.opts.label_lower, object_id=record.pk)
    proposal = record_proposals.select_related("proposed_by").filter(pk=number).first()
    if proposal is None or not (proposal.is_open or request.method == "POST"):
        raise Http404
    if not (model_admin.has_change_permission(request, record) and may_publish(request.user, record)):
        raise PermissionDenied
    return proposal


class ProgressFilter(admin.ChoicesFieldListFilter):
    """Named for what it is; the word of the field is that of bookings."""

    def __init__(self, field, *args, **kwargs):
        super().__init__(field, *args, **kwargs)
        self.title = _("State of the review")


@admin.register(ProposedChange)
class ProposedChangeAdmin(DeclaresPages):
    """Admin page for the list of proposals; each row links to the record's page, filled with the proposed values."""

    list_display = ("record", "kind", "proposed_by", "proposed_at", "fields_changed", "progress", "decided_by")
    list_display_links = None
    list_filter = (("state", ProgressFilter),)
    list_select_related = ("proposed_by", "decided_by")
    actions = None
    exclude = ("data", "reason")  # what was said is read by those who may change the record (`backoffice.review`)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("record"), ordering="name")
    def record(self, proposal):
        if proposal.state != State.OPEN:
            return proposal.name
        return format_html('<a href="{}">{}</a>', proposal_url(proposal), proposal.name)

    @admin.display(description=gettext_lazy("kind of record"), ordering="model")
    def kind(self, proposal):
        return apps.get_model(proposal.model)._meta.verbose_name

    @admin.display(description=gettext_lazy("State of the review"), ordering="state")
    def progress(self, proposal):
        return proposal.get_state_display()

    @admin.display(description=gettext_lazy("what changes"))
    def fields_changed(self, proposal):
        return "、".join(change["label"] for change in proposal.changes)


def proposal_url(proposal) -> str:
    app, model = proposal.model.split(".")
    return f"{reverse(f'admin:{app}_{model}_change', args=[proposal.object_id])}?proposal={proposal.pk}"
