"""Admin pages for a record's history: its changes, one version, the difference of two versions, and deleted records."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.admin_pages import AdminPage
from backoffice.history_pages.deleted import deleted_records
from backoffice.history_pages.restoring import RestoreVersionMixin
from backoffice.history_pages.sources import VersionSource, inline_foreign_key
from backoffice.history_pages.timeline import History, VersionEntry, describe_entries, list_field_values, own_versions
from content.query_values import parse_id

PER_PAGE = 30


class VersionedAdmin(RestoreVersionMixin):
    """Adds the history pages to the admin of a model with `content.history.records.Versions`."""

    keeps_versions = True

    pages = (
        AdminPage(route="deleted/", view="deleted_view", name="deleted"),
        AdminPage(route="<path:object_id>/history/compare/", view="compare_view", name="compare"),
        AdminPage(route="<path:object_id>/history/<version_id>/", view="history_form_view", name="simple_history"),
    )

    def visible_versions(self, request, versions):
        """Filter history rows of this model to those the user may read; return the very same object if that is all of them."""
        return versions

    def has_versions_permission(self, request, obj=None):
        return self.has_view_permission(request, obj)

    def history_sources(self, request) -> list[VersionSource]:
        parts = [inline for inline in self.get_inline_instances(request) if hasattr(inline.model, "history")]
        return [VersionSource(self.model), *(VersionSource(inline.model, inline_foreign_key(inline)) for inline in parts)]

    def load_history(self, request, object_id) -> tuple[History, object]:
        """Return the history and the record, which is None if it was deleted.

        Raises PermissionDenied if the user may not see the history, Http404 if there is none.
        """
        try:
            key = self.model._meta.pk.to_python(unquote(object_id))
        except ValidationError:
            raise Http404 from None
        record = self.model._base_manager.filter(pk=key).first()
        if not self.has_versions_permission(request, record):
            raise PermissionDenied
        history = History(self.history_sources(request), key, lambda rows: self.visible_versions(request, rows))
        if not history.entries and record is None:
            raise Http404
        return history, record

    def history_view(self, request, object_id, extra_context=None):
        history, record = self.load_history(request, object_id)
        page = Paginator(history.entries, PER_PAGE).get_page(request.GET.get("p"))
        describe_entries(page.object_list)
        context = {"page": page, "pages": page.paginator.get_elided_page_range(page.number), **(extra_context or {})}
        return self.versions_page(request, "list", _("History"), record, object_id, history, **context)

    def history_form_view(self, request, object_id, version_id):
        """Show one version, read-only; it is restored through the record page.

        Overrides a view of django-simple-history that would also save.
        """
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        history, record = self.load_history(request, object_id)
        entry = self.entry_or_404(history, version_id)
        describe_entries([entry])
        row = entry.own.after
        is_latest = is_latest_version(history, row)
        context = {
            "entry": entry,
            "row": row,
            "facts": list_field_values(history.own, row),
            "is_latest": is_latest,
            "offers_restore": self.may_restore(request, record) and not (is_latest and record),
        }
        return self.versions_page(request, "version", _("One version"), record, object_id, history, **context)

    def compare_view(self, request, object_id):
        history, record = self.load_history(request, object_id)
        selected = [self.entry_or_404(history, request.GET.get(name)) for name in ("a", "b")]
        newer, older = sorted(selected, key=history.entries.index)
        between = history.changes_between(older, newer)
        describe_entries([between, newer, *([older] if older is not newer else [])])
        compared = [(_("Older"), older), (_("Newer"), newer)]
        context = {"older": older, "newer": newer, "between": between, "compared": compared}
        return self.versions_page(request, "compare", _("Two versions compared"), record, object_id, history, **context)

    def deleted_view(self, request):
        """List deleted records with who deleted them and when; each can be viewed and restored."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = deleted_records(self.model, lambda versions: self.visible_versions(request, versions))
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
        source = VersionSource(self.model)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Deleted: %(kind)s") % {"kind": self.opts.verbose_name_plural},
            "opts": self.opts,
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number),
            "rows": [(row, source.record_name(row), getattr(row, source.key)) for row in page],
            "may_restore": self.has_add_permission(request),
            "is_popup": False,
        }
        return TemplateResponse(request, "admin/history/deleted.html", context)

    def entry_or_404(self, history: History, version) -> VersionEntry:
        number = parse_id(version)
        entry = None if number is None else history.entry_of(number)
        if entry is None:
            raise Http404
        return entry

    def versions_page(self, request, template, title, record, object_id, history, **more):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(record or _("deleted")),
            "opts": self.opts,
            "original": record,
            "record_id": object_id,
            "restore_url": self.restore_url(record),
            "is_popup": False,
            **more,
        }
        return TemplateResponse(request, f"admin/history/{template}.html", context)

    def restore_url(self, record) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"{name}_change", args=[record.pk]) if record else reverse(f"{name}_add")


def is_latest_version(history: History, row) -> bool:
    newest = next((entry for entry in history.entries if own_versions(entry)), None)
    return newest is not None and row.pk in own_versions(newest)
