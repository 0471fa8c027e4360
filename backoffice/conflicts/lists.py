"""Lists whose cells can be edited: of a row somebody else saved meanwhile, only what was typed here is asked about."""

from django.contrib import messages
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.utils.translation import ngettext

from backoffice.conflicts import post_data
from backoffice.conflicts.forms import ConflictCheckedRowForm, conflict_checked_form
from backoffice.conflicts.row_locks import lock_rows
from backoffice.conflicts.snapshot import SNAPSHOT_FIELD, sign_snapshot, snapshot_form, unsign_snapshot

PREFIX = "form"


class ListConflictMixin:
    def changelist_view(self, request, extra_context=None):
        if request.method != "POST" or "_save" not in request.POST or SNAPSHOT_FIELD not in request.POST:
            return self.add_list_snapshot(super().changelist_view(request, extra_context))
        with transaction.atomic():
            lock_rows(self.model._base_manager.filter(pk__in=self._get_edited_object_pks(request, PREFIX)))
            request._opened_list = unsign_snapshot(request.POST[SNAPSHOT_FIELD], self.opts.label_lower).get(PREFIX, {})
            self.drop_deleted_list_rows(request)
            response = super().changelist_view(request, extra_context)
        return self.add_list_snapshot(response)

    def drop_deleted_list_rows(self, request):
        """Rows that were deleted meanwhile cannot be saved; that is said."""
        key = f"-{self.opts.pk.name}"
        sent = {
            n: request.POST.get(f"{PREFIX}-{n}{key}", "")
            for n in range(post_data.read_form_count(request.POST, f"{PREFIX}-TOTAL_FORMS"))
        }
        living = {
            str(pk) for pk in self.model._base_manager.filter(pk__in=filter(None, sent.values())).values_list("pk", flat=True)
        }
        stay = [number for number, pk in sent.items() if pk in living]
        if lost := len(sent) - len(stay):
            request.POST = post_data.reorder_formset_rows(request.POST, PREFIX, stay, [])
            told = ngettext("%(count)s row was deleted meanwhile.", "%(count)s rows were deleted meanwhile.", lost)
            self.message_user(request, told % {"count": lost}, messages.WARNING)

    def get_changelist_formset(self, request, **kwargs):
        formset = super().get_changelist_formset(request, **kwargs)
        opened = getattr(request, "_opened_list", None)
        if opened is not None:
            formset.form = conflict_checked_form(formset.form, ConflictCheckedRowForm, opened, request.POST)
        return formset

    def add_list_snapshot(self, response):
        context = getattr(response, "context_data", None) or {}
        shown: ChangeList | None = context.get("cl")
        if shown is not None and shown.formset is not None:
            rows = {str(form.instance.pk): snapshot_form(form) for form in shown.formset.initial_forms}
            context["snapshot"] = sign_snapshot({PREFIX: rows}, self.opts.label_lower)
        return response
