"""Refuse to delete a record that others depend on, with the reason and what to do instead."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from backoffice.lifecycle.dependents import list_dependents
from content.models import Published

DELETE_SELECTED = "delete_selected"


@dataclass
class DeletionRefusal:
    """Why records cannot be deleted. Django's delete pages get it in place of their list of protected objects."""

    lines: list[str] = field(default_factory=list)  # one for each record, in HTML
    advice: str = ""
    is_archivable: bool = False

    def __bool__(self):
        return bool(self.lines)


class DeletionRefusalMixin:
    """Mixed into an admin. `deletion_advice` says what to do instead of deleting; by default to archive the record."""

    deletion_advice = ""

    def get_deleted_objects(self, objs, request):
        refusal = self.build_deletion_refusal(list(objs), request)
        if refusal:
            return [], {}, set(), refusal
        return super().get_deleted_objects(objs, request)

    def build_deletion_refusal(self, records, request) -> DeletionRefusal:
        keys = [record.pk for record in records]
        counted = [(dependent, dependent.count_by_record(keys)) for dependent in list_dependents(self.model)]
        lines = []
        for record in records:
            parts = [
                dependent.describe(counts[record.pk], record.pk, request)
                for dependent, counts in counted
                if counts.get(record.pk)
            ]
            if parts:
                what = format_html_join(_(", "), "{}", ((part,) for part in parts))
                lines.append(format_html(_("“{name}” cannot be deleted: {what} belong to it."), name=record, what=what))
        if not lines:
            return DeletionRefusal()
        archive = _("Archive it instead: it leaves the public pages and the lists, and everything that belongs to it stays.")
        is_archivable = issubclass(self.model, Published)
        advice = self.deletion_advice or (archive if is_archivable else _("Delete or change those first."))
        return DeletionRefusal(lines=lines, advice=advice, is_archivable=is_archivable)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except ProtectedError:  # something came to depend on it after the page was shown; shown again, the page says what
            return HttpResponseRedirect(request.get_full_path())

    def response_action(self, request, queryset):
        if request.POST.get("action") != DELETE_SELECTED:
            return super().response_action(request, queryset)
        try:
            with transaction.atomic():
                return super().response_action(request, queryset)
        except ProtectedError:
            self.message_user(request, _("Meanwhile something came to belong to them. Nothing was deleted."), messages.ERROR)
            return None
