"""Import pages: choose a file, follow the check, see what it would change, write it.

`model_admin` is the `ModelAdmin` of the list.
"""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.form_drafts.sent_forms import is_reopened
from content.query_values import parse_id
from spreadsheets.checking.rows import CHANGED, ERROR, NEW, SAME
from spreadsheets.exporting import file_formats, import_templates
from spreadsheets.job_queue import start_job
from spreadsheets.limits import PAGE_ROWS
from spreadsheets.models import SpreadsheetJob, SpreadsheetRow
from spreadsheets.pages import error_report, responses
from spreadsheets.pages.forms import UploadForm
from spreadsheets.permissions import Permissions

IMPORT = SpreadsheetJob.Direction.IMPORT
Outcome = SpreadsheetRow.Outcome
RECENT_JOBS = 10


def require_import_permission(model_admin, request):
    if not model_admin.kind.may_import(Permissions(request.user)):
        raise PermissionDenied


def import_start(model_admin, request):
    require_import_permission(model_admin, request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and not is_reopened(request):
        name = form.cleaned_data["file"].name[:200]
        job = SpreadsheetJob(
            direction=IMPORT, kind=model_admin.opts.label_lower, user=request.user, file_name=name, content=form.content
        )
        start_job(job)
        return HttpResponseRedirect(model_admin.page_url("import_job", job.pk))
    recent = SpreadsheetJob.objects.filter(direction=IMPORT, kind=model_admin.opts.label_lower, user=request.user)
    with override("zh-hans"):
        sheets = [(sheet.sheet_title(), import_templates.template_columns(sheet)) for sheet in model_admin.kind.sheets]
    return responses.render_spreadsheet_page(
        model_admin,
        request,
        "import",
        _("Import: %(kind)s") % {"kind": model_admin.opts.verbose_name},
        form=form,
        sheets=sheets,
        csv_templates=[
            (number, title, model_admin.page_url("import_template", f"{number}.csv")) for number, (title, _c) in enumerate(sheets)
        ],
        template_url=model_admin.page_url("import_template", file_formats.XLSX),
        recent=[(job, model_admin.page_url("import_job", job.pk)) for job in recent.defer("content")[:RECENT_JOBS]],
    )


def import_template(model_admin, request, form: str):
    require_import_permission(model_admin, request)
    number = form.removesuffix(".csv")
    with override("zh-hans"):
        if form == file_formats.XLSX:
            return responses.download_response(
                import_templates.build_workbook_template(model_admin.kind),
                f"{model_admin.kind.name}.xlsx",
                file_formats.CONTENT_TYPES[file_formats.XLSX],
            )
        place = parse_id(number)
        if place is None or place >= len(model_admin.kind.sheets):
            raise Http404
        sheet = model_admin.kind.sheets[place]
        return responses.download_response(
            import_templates.build_csv_template(sheet), f"{sheet.sheet_title()}.csv", file_formats.CONTENT_TYPES[file_formats.CSV]
        )


def import_job_page(model_admin, request, job_id: int):
    require_import_permission(model_admin, request)
    job = responses.get_own_job(model_admin, request, IMPORT, job_id)
    if request.method == "POST":
        return handle_job_action(model_admin, request, job)
    title = _("Import: %(kind)s") % {"kind": model_admin.opts.verbose_name}
    context = {**import_job_context(model_admin, job), **checked_rows_context(request, job)}
    return responses.render_spreadsheet_page(model_admin, request, "job", title, **context)


def handle_job_action(model_admin, request, job: SpreadsheetJob):
    """Write a job without errors (`write`), or restart one that failed or whose worker died (`again`)."""
    if "write" in request.POST and may_write_import(job):
        start_job(job, SpreadsheetJob.Step.WRITE)
    elif "again" in request.POST and job.may_run_again:
        start_job(job)
    return HttpResponseRedirect(model_admin.page_url("import_job", job.pk))


def may_write_import(job: SpreadsheetJob) -> bool:
    counts = job.result.get("counts", {})
    return job.state == job.State.CHECKED and not counts.get("error") and bool(counts.get("new") or counts.get("changed"))


def import_job_context(model_admin, job: SpreadsheetJob) -> dict:
    return {
        "job": job,
        "may_write": may_write_import(job),
        "state_url": model_admin.page_url("import_state", job.pk),
        "errors_url": model_admin.page_url("import_errors", job.pk),
        "start_url": model_admin.page_url("import"),
        "file_url": "",
    }


def checked_rows_context(request, job: SpreadsheetJob) -> dict:
    """The rows of one outcome, errors first, `PAGE_ROWS` on a page."""
    counts = dict.fromkeys((NEW, CHANGED, SAME, ERROR), 0) | job.result.get("counts", {})
    tabs = [(outcome, counts[outcome]) for outcome in (Outcome.ERROR, Outcome.NEW, Outcome.CHANGED) if counts[outcome]]
    asked_for = request.GET.get("show")
    current = next((outcome for outcome, _count in tabs if outcome == asked_for), tabs[0][0] if tabs else "")
    rows = job.rows.filter(outcome=current) if current and not job.is_under_way else job.rows.none()
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("p"))
    return {"counts": counts, "tabs": tabs, "current_outcome": current, "rows": page}


def import_state(model_admin, request, job_id: int):
    """The part of the page that a script refreshes while the job runs."""
    require_import_permission(model_admin, request)
    job = responses.get_own_job(model_admin, request, IMPORT, job_id)
    return responses.render_spreadsheet_page(model_admin, request, "_job_state", "", **import_job_context(model_admin, job))


def import_errors(model_admin, request, job_id: int):
    """The rows with errors as a workbook to correct, with the errors beside them."""
    require_import_permission(model_admin, request)
    job = responses.get_own_job(model_admin, request, IMPORT, job_id)
    if not job.rows.filter(outcome=Outcome.ERROR).exists():
        raise Http404
    with override("zh-hans"):
        name = "-".join([_("errors"), str(job.pk)])
        return responses.download_response(
            error_report.errors_workbook(model_admin.kind, job), f"{name}.xlsx", file_formats.CONTENT_TYPES[file_formats.XLSX]
        )
