"""Buttons and pages of import and export for every list whose model has a `SpreadsheetKind`."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.admin_pages import AdminPage
from spreadsheets.exporting.export_job import IDS_PARAMETER
from spreadsheets.kinds import SpreadsheetKind, kind_for_model
from spreadsheets.pages import export_pages, import_pages
from spreadsheets.permissions import Permissions

PAGES = (
    ("import/", import_pages.import_start, "import"),
    ("import/template.<str:form>", import_pages.import_template, "import_template"),
    ("import/<id:job_id>/", import_pages.import_job_page, "import_job"),
    ("import/<id:job_id>/state/", import_pages.import_state, "import_state"),
    ("import/<id:job_id>/errors.xlsx", import_pages.import_errors, "import_errors"),
    ("export/", export_pages.export_start, "export"),
    ("export/<id:job_id>/", export_pages.export_job_page, "export_job"),
    ("export/<id:job_id>/state/", export_pages.export_state, "export_state"),
    ("export/<id:job_id>/file/", export_pages.export_file, "export_file"),
)


class SpreadsheetAdminMixin:
    """Mixed into a `ModelAdmin`, before its other base classes."""

    pages = tuple(AdminPage(route=route, view=view, name=name) for route, view, name in PAGES)

    @property
    def kind(self) -> SpreadsheetKind:
        return kind_for_model(self.model)

    def page_url(self, suffix: str, *args) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{suffix}", args=args)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"spreadsheet_links": self.spreadsheet_links(request), **(extra_context or {})})

    def spreadsheet_links(self, request) -> list[tuple]:
        permissions, links = Permissions(request.user), []
        if self.kind.may_import(permissions):
            links.append((_("Import"), self.page_url("import")))
        if self.kind.may_export(permissions):
            query = request.GET.urlencode()
            links.append((_("Export"), self.page_url("export") + (f"?{query}" if query else "")))
        return links

    def get_actions(self, request):
        actions = super().get_actions(request)
        if "_popup" not in request.GET and self.kind.may_export(Permissions(request.user)):
            actions["export_selected"] = (
                SpreadsheetAdminMixin.export_selected,
                "export_selected",
                gettext_lazy("Export selected…"),
            )
        return actions

    def export_selected(self, request, queryset):
        """Redirect to the export page with the selected rows or, with “select all”, with the filters of the list."""
        if request.POST.get("select_across") == "1":
            query = request.GET.urlencode()
        else:
            query = f"{IDS_PARAMETER}=" + ",".join(str(pk) for pk in queryset.values_list("pk", flat=True))
        return HttpResponseRedirect(f"{self.page_url('export')}?{query}")
