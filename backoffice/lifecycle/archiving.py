"""Archiving: a record leaves the public pages and the lists of the back office; what belongs to it stays untouched."""

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
EVERY = "every"


class StatusFilter(ChoicesFieldListFilter):
    """Without a choice everything but the archive is listed; the archive is one of the choices, and so is everything."""

    def queryset(self, request, queryset):
        if not self.lookup_val:
            return queryset.exclude(**{self.field_path: Status.ARCHIVED})
        if self.lookup_val[-1] == EVERY:
            return queryset
        return super().queryset(request, queryset)

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        yield first | {"display": _("All but the archive")}
        yield from others
        yield {
            "selected": bool(self.lookup_val) and self.lookup_val[-1] == EVERY,
            "query_string": changelist.get_query_string({self.lookup_kwarg: EVERY}),
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
    return {"archive_word": (_("Bring back") if is_archived else _("Archive")) if can_archive else ""}


class ArchiveAdminMixin:
    """Of a record with a status."""

    pages = (AdminPage(route="<path:object_id>/archive/", view="archive_view", name="archive"),)
    page_context = (offer_archiving,)

    def get_actions(self, request):
        found = super().get_actions(request)
        if found and hasattr(self.model, "status"):
            more = [self.get_action(action) for action in (archive_selected, unarchive_selected)]
            found |= {name: (func, name, words) for func, name, words in self._filter_actions_by_permissions(request, more)}
        return found

    def get_list_filter(self, request):
        return [("status", StatusFilter) if name == "status" else name for name in super().get_list_filter(request)]

    def get_search_results(self, request, queryset, search_term):
        """What is archived is no longer offered where one record is linked to another."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        is_choice = request.path == reverse("admin:autocomplete") and hasattr(self.model, "status")
        return (found.exclude(status=Status.ARCHIVED) if is_choice else found), may_repeat

    def may_archive(self, request, record) -> bool:
        return hasattr(record, "status") and self.has_change_permission(request, record)

    def list_archive_objections(self, records, request) -> dict:
        """By key, why a record is not archived: a sentence in HTML."""
        found: dict = {}
        for tie in (tie for tie in list_dependents(self.model) if tie.living):
            for key, count in tie.counts([record.pk for record in records], living=True).items():
                sentence = _("{what} are still to come. Cancel the session or its times first, so that everyone is told.")
                found[key] = format_html(sentence, what=tie.words(count, key, request))
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
        self.log_change(request, record, str(Status(status).label))
        events.record_audit_event(events.Event.PUBLISHED, request=request, about=record, detail=describe_status(record))

    def message_changed_count(self, request, count: int):
        told = ngettext("%(count)s record changed.", "%(count)s records changed.", count)
        self.message_user(request, told % {"count": count}, messages.SUCCESS if count else messages.INFO)

    def archive_view(self, request, object_id):
        """Asks, and on POST does it; for an archived record the way back."""
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
