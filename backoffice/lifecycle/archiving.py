"""Archiving: a record leaves the public pages and the lists of the back office; rows that belong to it stay untouched."""

from django.contrib import admin, messages
from django.contrib.admin.filters import ChoicesFieldListFilter
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.admin_pages import AdminPage
from backoffice.audit_log import events
from backoffice.lifecycle.dependents import list_dependents
from backoffice.publishing.admin import is_popup
from content.models import Published
from content.publishing import describe_status

Status = Published.Status
ALL_STATUSES = "every"


class StatusFilter(ChoicesFieldListFilter):
    """Lists everything but archived records by default; “archived” and “all” are among the choices."""

    def queryset(self, request, queryset):
        if not self.lookup_val:
            return queryset.exclude(**{self.field_path: Status.ARCHIVED})
        if self.lookup_val[-1] == ALL_STATUSES:
            return queryset
        return super().queryset(request, queryset)

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        yield first | {"display": _("All but the archive")}
        yield from others
        yield {
            "selected": bool(self.lookup_val) and self.lookup_val[-1] == ALL_STATUSES,
            "query_string": changelist.get_query_string({self.lookup_kwarg: ALL_STATUSES}),
            "display": _("All, the archive too"),
        }


@admin.action(description=gettext_lazy("Archive selected"), permissions=["change"])
def archive_selected(modeladmin, request, queryset):
    modeladmin.archive_records(request, queryset.exclude(status=Status.ARCHIVED))


@admin.action(description=gettext_lazy("Bring selected back from the archive, as drafts"), permissions=["change"])
def unarchive_selected(modeladmin, request, queryset):
    modeladmin.unarchive_records(request, queryset.filter(status=Status.ARCHIVED))


def offer_archiving(model_admin, request, record) -> dict:
    can_archive = record is not None and not is_popup(request) and model_admin.may_archive(request, record)
    is_archived = can_archive and record.status == Status.ARCHIVED
    return {"archive_label": (_("Bring back") if is_archived else _("Archive")) if can_archive else ""}


class ArchiveAdminMixin:
    """Adds archiving to the admin of a record with a status."""

    pages = (AdminPage(route="<path:object_id>/archive/", view="archive_view", name="archive"),)
    page_context = (offer_archiving,)

    def get_actions(self, request):
        found = super().get_actions(request)
        if found and hasattr(self.model, "status"):
            # get_action is undocumented, _filter_actions_by_permissions private in Django 5.2.19
            archive_actions = [self.get_action(action) for action in (archive_selected, unarchive_selected)]
            permitted = self._filter_actions_by_permissions(request, archive_actions)
            found |= {name: (func, name, label) for func, name, label in permitted}
        return found

    def get_list_filter(self, request):
        return [("status", StatusFilter) if name == "status" else name for name in super().get_list_filter(request)]

    def get_search_results(self, request, queryset, search_term):
        """Leave archived records out of the autocomplete fields that link to this model."""
        found, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        is_autocomplete = request.path == reverse("admin:autocomplete") and hasattr(self.model, "status")
        return (found.exclude(status=Status.ARCHIVED) if is_autocomplete else found), may_have_duplicates

    def may_archive(self, request, record) -> bool:
        return hasattr(record, "status") and self.has_change_permission(request, record)

    def list_archive_objections(self, records, request) -> dict:
        """Return, by key of the record, a sentence in HTML on why it cannot be archived."""
        found: dict = {}
        keys = [record.pk for record in records]
        for dependent in (dependent for dependent in list_dependents(self.model) if dependent.blocks_archiving):
            for key, count in dependent.count_by_record(keys, only_blocking_archiving=True).items():
                sentence = _("{what} are still to come. Cancel the session or its time slots first, so that everyone is told.")
                found[key] = format_html(sentence, what=dependent.describe(count, key, request))
        return found

    @transaction.atomic
    def archive_records(self, request, queryset):
        self.lock_for_edit(request, list(queryset.values_list("pk", flat=True)))
        records = list(queryset)
        objections, changed = self.list_archive_objections(records, request), 0
        for record in records:
            if record.pk in objections:
                self.message_user(request, format_html("“{}”: {}", record, objections[record.pk]), messages.WARNING)
            elif not self.may_archive(request, record):
                self.message_user(request, _("“%s” is not yours to archive.") % record, messages.WARNING)
            else:
                self.set_archived(request, record, Status.ARCHIVED)
                changed += 1
        self.message_changed_count(request, changed)
        return changed

    @transaction.atomic
    def unarchive_records(self, request, queryset):
        records = [record for record in queryset if self.may_archive(request, record)]
        for record in records:
            self.set_archived(request, record, Status.DRAFT)
        self.message_changed_count(request, len(records))
        return len(records)

    def set_archived(self, request, record, status):
        record.status = status
        record.save(update_fields=["status", "updated_at"])
        self.log_change(request, record, str(Status(status).label))  # undocumented in Django 5.2.19
        events.record_audit_event(events.Event.PUBLISHED, request=request, about=record, detail=describe_status(record))

    def message_changed_count(self, request, count: int):
        message = ngettext("%(count)s record changed.", "%(count)s records changed.", count)
        self.message_user(request, message % {"count": count}, messages.SUCCESS if count else messages.INFO)

    def archive_view(self, request, object_id):
        """Ask for confirmation, and archive the record on POST; an archived record is brought back."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.may_archive(request, record):
            raise PermissionDenied
        is_archived = record.status == Status.ARCHIVED
        if request.method == "POST":
            rows = self.get_queryset(request).filter(pk=record.pk)
            (self.unarchive_records if is_archived else self.archive_records)(request, rows)
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Bring back from the archive") if is_archived else _("Archive"),
            "subtitle": str(record),
            "opts": self.opts,
            "original": record,
            "is_archived": is_archived,
            "objection": self.list_archive_objections([record], request).get(record.pk) if not is_archived else None,
            "is_popup": False,
        }
        return TemplateResponse(request, "admin/lifecycle/archive.html", context)
