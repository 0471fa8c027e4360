"""Editable lists of the admin (`list_editable`): report conflicts only in cells that this user has changed."""

from django.contrib import messages
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.utils.translation import ngettext

from backoffice.conflicts import post_data
from backoffice.conflicts.forms import ConflictCheckedRowForm, conflict_checked_form
from backoffice.conflicts.row_locks import lock_rows
from backoffice.conflicts.snapshot import SNAPSHOT_FIELD, sign_snapshot, snapshot_form, unsign_snapshot
from backoffice.form_drafts.sent_forms import is_reopened

PREFIX = "form"


class ListConflictMixin:
    def changelist_view(self, request, extra_context=None):
        if is_reopened(request):  # Django saves cells wherever their button is sent
            request.POST = request.POST.copy()
            request.POST.pop("_save", None)
        if request.method != "POST" or "_save" not in request.POST or SNAPSHOT_FIELD not in request.POST:
            request.is_unsaved = bool(self.list_editable)  # an action saves no cell: what was typed there stays a draft
            return self.add_list_snapshot(request, super().changelist_view(request, extra_context))
        with transaction.atomic():
            keys = self._get_edited_object_pks(request, PREFIX)  # private in Django 5.2.19
            lock_rows(self.model._base_manager.filter(pk__in=keys))
            request._list_snapshot = unsign_snapshot(request.POST[SNAPSHOT_FIELD], self.opts.label_lower).get(PREFIX, {})
            self.drop_deleted_list_rows(request)
            response = super().changelist_view(request, extra_context)
        return self.add_list_snapshot(request, response)

    def drop_deleted_list_rows(self, request):
        """Drop submitted rows that somebody has deleted, with a message."""
        key = f"-{self.opts.pk.name}"
        submitted = {
            n: request.POST.get(f"{PREFIX}-{n}{key}", "")
            for n in range(post_data.read_form_count(request.POST, f"{PREFIX}-TOTAL_FORMS"))
        }
        existing = {
            str(pk)
            for pk in self.model._base_manager.filter(pk__in=filter(None, submitted.values())).values_list("pk", flat=True)
        }
        remaining = [number for number, pk in submitted.items() if pk in existing]
        if lost := len(submitted) - len(remaining):
            request.POST = post_data.reorder_formset_rows(request.POST, PREFIX, remaining, [])
            message = ngettext("%(count)s row was deleted meanwhile.", "%(count)s rows were deleted meanwhile.", lost)
            self.message_user(request, message % {"count": lost}, messages.WARNING)

    def get_changelist_formset(self, request, **kwargs):
        formset = super().get_changelist_formset(request, **kwargs)
        snapshot = getattr(request, "_list_snapshot", None)
        if snapshot is not None:
            formset.form = conflict_checked_form(formset.form, ConflictCheckedRowForm, snapshot, request.POST)
        return formset

    def add_list_snapshot(self, request, response):
        context = getattr(response, "context_data", None) or {}
        changelist: ChangeList | None = context.get("cl")
        if changelist is not None and changelist.formset is not None:
            rows = {str(form.instance.pk): snapshot_form(form) for form in changelist.formset.initial_forms}
            context["snapshot"] = sign_snapshot({PREFIX: rows}, self.opts.label_lower)
            if is_reopened(request) and SNAPSHOT_FIELD in request.POST:
                context["snapshot"] = request.POST[SNAPSHOT_FIELD]  # what the page showed on which it was typed
                fill_cells(changelist.formset, request.POST)
        return response


def fill_cells(formset, sent):
    """Show what was sent in the cells of its rows, found by their key: meanwhile they may stand in another order."""
    sent_rows = {
        sent.get(f"{PREFIX}-{n}-{formset.model._meta.pk.name}"): n
        for n in range(post_data.read_form_count(sent, f"{PREFIX}-TOTAL_FORMS"))
    }
    for form in formset.initial_forms:
        number = sent_rows.get(str(form.instance.pk))
        if number is None:
            continue
        for name, field in form.fields.items():
            if not field.widget.is_hidden:
                form.initial[name] = field.widget.value_from_datadict(sent, {}, f"{PREFIX}-{number}-{name}")
