"""Whoever may not publish changes a public record by proposing it; whoever may takes it over or says why not."""

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.models import Published
from content.proposed_change import ProposedChange
from content.publishing import PUBLISH_PERMISSION, may_publish
from content.richtext.admin import tell_removed

State = ProposedChange.State
SHOWN_CHARACTERS = 600
NOT_KEPT = {"csrfmiddlewaretoken", "_save", "_continue", "_addanother", "_review", "_publish"}


class _Asked(Exception):
    """Leaves the transaction of the admin's page, so that nothing of the change is kept there."""

    def __init__(self, changes):
        self.changes = changes


class ProposesChanges(admin.ModelAdmin):
    """Of a record with a status. `operational` fields and inlines (times, places, cancelling) are changed at once."""

    operational: tuple = ()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        proposal = self.asked_proposal(request, object_id)
        if proposal and request.method == "GET":
            return self.shown(request, object_id, proposal, extra_context)
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except _Asked as asked:
            return self.keep(request, object_id, asked.changes)
        if proposal and response.status_code == 302:
            decide(proposal, State.TAKEN, request.user)
        return response

    def save_related(self, request, form, formsets, change):
        self.ask_first(request, form, formsets, change)
        super().save_related(request, form, formsets, change)

    def ask_first(self, request, form, formsets, change):
        """Raises `_Asked` where the change would reach the public without somebody who may decide that."""
        stays_public = {form.initial.get("status"), getattr(form.instance, "status", None)} == {Published.Status.PUBLISHED}
        if not change or not stays_public or may_publish(request.user, form.instance):
            return
        fields = [name for name in form.changed_data if name not in self.operational]
        others = [formset for formset in formsets if formset.model not in self.operational and formset.has_changed()]
        if fields or others:
            tell_removed(request, form)
            raise _Asked([change_of(form, name) for name in fields] + [inline_change(formset) for formset in others])

    def asked_proposal(self, request, object_id) -> ProposedChange | None:
        """The open one the address names; 404 when it is not of this record, 403 for whoever may not decide it."""
        number = request.GET.get("proposal", "")
        if not (object_id and number.isdecimal()):
            return None
        of_record = ProposedChange.objects.filter(model=self.opts.label_lower, object_id=object_id, state=State.OPEN)
        proposal = of_record.select_related("proposed_by").filter(pk=number[:18]).first()
        if proposal is None:
            raise Http404
        obj = self.get_object(request, object_id)
        if not (obj and self.has_change_permission(request, obj) and may_publish(request.user, obj)):
            raise PermissionDenied
        return proposal

    @transaction.atomic
    def keep(self, request, object_id, changes):
        data = [[name, value] for name in request.POST if name not in NOT_KEPT for value in request.POST.getlist(name)]
        obj = self.get_object(request, object_id)
        ProposedChange.objects.update_or_create(
            model=self.opts.label_lower,
            object_id=obj.pk,
            state=State.OPEN,
            defaults={
                "name": str(obj)[:200],
                "data": data,
                "changes": changes,
                "proposed_by": request.user,
                "proposed_at": timezone.now(),
            },
        )
        told = _("Your change waits for the bureau. Until then the public sees the page as it was.")
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk]))

    def shown(self, request, object_id, proposal, extra_context):
        """The page as it was sent, nothing saved: the form is told not to be valid."""
        _read = request.FILES  # once more later it would read the empty body over what is set here
        request.POST = query_of(proposal.data)
        request.method = "POST"
        request.shown_proposal = proposal
        with transaction.atomic():
            response = self._changeform_view(request, object_id, "", {"proposal": proposal, **(extra_context or {})})
            transaction.set_rollback(True)
        return response.render()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if getattr(request, "shown_proposal", None):
            form.unsaved_note = _("Nothing is saved yet. Look it over, then save it.")
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None and not context.get("proposal"):
            of_record = ProposedChange.objects.filter(model=self.opts.label_lower, object_id=obj.pk)
            latest = of_record.select_related("proposed_by", "decided_by").first()
            context["latest_proposal"] = latest if latest and latest.state != State.TAKEN else None
            context["may_take_over"] = bool(latest) and may_publish(request.user, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)


def query_of(data) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in data:
        query.appendlist(name, value)
    return query


def change_of(form, name) -> dict:
    field = form[name]
    return {
        "label": str(field.label),
        "before": words(form, name, field.initial),
        "after": words(form, name, form.cleaned_data.get(name)),
    }


def words(form, name, value) -> str:
    """As somebody reads it: names for keys, labels for choices."""
    field = form.fields[name]
    if hasattr(field, "queryset") and value:
        rows = value if hasattr(value, "__iter__") else [value]
        keys = [getattr(row, "pk", row) for row in rows]
        text = "、".join(map(str, field.queryset.filter(pk__in=keys)))
    elif isinstance(value, list):
        text = "\n".join(item.get("quote", "") if isinstance(item, dict) else str(item) for item in value)
    else:
        text = str(dict(getattr(field, "choices", ())).get(value, value) if value is not None else "")
    return Truncator(text).chars(SHOWN_CHARACTERS)


def inline_change(formset) -> dict:
    names = [str(form.instance) for form in formset.forms if form.has_changed()]
    return {"label": str(formset.model._meta.verbose_name_plural), "before": "", "after": "、".join(names)}


def decide(proposal: ProposedChange, state, user, reason=""):
    ProposedChange.objects.filter(pk=proposal.pk, state=State.OPEN).update(
        state=state, decided_by=user, decided_at=timezone.now(), reason=reason
    )


@admin.register(ProposedChange)
class ProposedChangeAdmin(admin.ModelAdmin):
    """What awaits the bureau; each row leads to the record's page as it would be."""

    list_display = ("record", "kind", "proposed_by", "proposed_at", "fields_changed", "state", "decided_by", "reason")
    list_display_links = None
    list_filter = ("state",)
    list_select_related = ("proposed_by", "decided_by")
    actions = None

    def get_urls(self):
        view = self.admin_site.admin_view(self.refuse)
        return [path("<int:proposal_id>/refuse/", view, name="content_proposedchange_refuse"), *super().get_urls()]

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
            return HttpResponseRedirect(page_of(proposal))
        decide(proposal, State.REFUSED, request.user, reason)
        self.message_user(request, _("The change is refused; the school reads why."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:content_proposedchange_changelist"))

    @admin.display(description=gettext_lazy("record"), ordering="name")
    def record(self, proposal):
        if proposal.state != State.OPEN:
            return proposal.name
        return format_html('<a href="{}">{}</a>', page_of(proposal), proposal.name)

    @admin.display(description=gettext_lazy("kind of record"), ordering="model")
    def kind(self, proposal):
        return apps.get_model(proposal.model)._meta.verbose_name

    @admin.display(description=gettext_lazy("what changes"))
    def fields_changed(self, proposal):
        return "、".join(change["label"] for change in proposal.changes)


def page_of(proposal) -> str:
    app, model = proposal.model.split(".")
    return f"{reverse(f'admin:{app}_{model}_change', args=[proposal.object_id])}?proposal={proposal.pk}"
