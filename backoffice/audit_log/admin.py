"""Admin page for the audit log: filter, read, export as CSV; nothing can be changed."""

import csv

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.admin_pages import AdminPage, DeclaresPages
from backoffice.audit_log import events
from backoffice.audit_log.models import AuditEntry
from backoffice.formula_guard import escape_formula
from backoffice.keys_first import KeysFirstPaginator
from backoffice.read_only_admin import ReadOnlyAdmin
from content.local_time import format_moment

ROWS_AT_ONCE = 2000
COLUMNS = ("at", "event", "succeeded", "who", "address", "about_model", "about", "detail")


class EchoWriter:
    """A file for `csv.writer` whose `write` returns the line, so that it can be streamed."""

    def write(self, line: str) -> str:
        return line


def iter_newest_first(rows, count: int):
    """Yield the newest, fetched in pieces, each a query of its own: behind a pooler no cursor outlives its transaction."""
    last = None
    while count > 0:
        older = rows if last is None else rows.filter(pk__lt=last)
        piece = list(older.order_by("-pk")[: min(count, ROWS_AT_ONCE)])
        yield from piece
        if not piece:
            return
        last, count = piece[-1].pk, count - len(piece)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin, DeclaresPages):
    pages = (AdminPage(route="export/", view="export", name="export"),)
    list_display = ("shown_at", "event", "succeeded", "who", "address", "record_link", "detail")
    list_display_links = None
    list_filter = ("event", "succeeded", ("at", admin.DateFieldListFilter), ("user", admin.RelatedOnlyFieldListFilter))
    search_fields = ("who", "about", "detail", "address")
    search_help_text = gettext_lazy("Person, record, detail or network address")
    date_hierarchy = "at"
    list_per_page = 100
    paginator = KeysFirstPaginator
    change_list_template = "admin/backoffice/auditentry/change_list.html"

    def changelist_view(self, request, extra_context=None):
        context = {"may_export": request.user.has_perm("backoffice.export_auditentry")}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    @admin.display(description=gettext_lazy("when"), ordering="at")
    def shown_at(self, entry):
        return format_moment(entry.at)

    @admin.display(description=gettext_lazy("record"), ordering="about")
    def record_link(self, entry):
        if not entry.about:
            return "—"
        try:
            url = reverse(f"admin:{entry.about_model.replace('.', '_')}_change", args=[entry.about_id])
        except NoReverseMatch:
            return entry.about
        return format_html('<a href="{}">{}</a>', url, entry.about)

    def export(self, request):
        """Stream the rows of the filtered list as CSV, with a byte order mark so that spreadsheet programs read UTF-8."""
        if not (self.has_view_permission(request) and request.user.has_perm("backoffice.export_auditentry")):
            raise PermissionDenied
        rows = self.get_changelist_instance(request).get_queryset(request)  # undocumented in Django 5.2.19
        count = rows.count()
        events.record_audit_event(events.Event.EXPORT, request=request, detail=_("Audit log, %(count)s rows") % {"count": count})
        lines = self.iter_csv_lines(iter_newest_first(rows, count))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y%m%d}.csv"'
        return response

    def iter_csv_lines(self, rows):
        write = csv.writer(EchoWriter()).writerow
        names = [str(AuditEntry._meta.get_field(name).verbose_name) for name in COLUMNS]
        yield "\ufeff" + write(names)
        for entry in rows:
            yes_or_no = _("yes") if entry.succeeded else _("no")
            event = entry.get_event_display()
            rest = (entry.who, entry.address or "", entry.about_model, entry.about, entry.detail)
            moment = f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"
            yield write([escape_formula(str(cell)) for cell in (moment, event, yes_or_no, *rest)])
