"""Import: choose a file, watch it being checked, see what it would do, do it. `page` is the list's `ModelAdmin`."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import override

from spreadsheets.exporting import file_formats, import_templates
from spreadsheets.pages import responses, error_report
from spreadsheets.permissions import Access
from spreadsheets.pages.forms import UploadForm
from spreadsheets.job_queue import start_job
from spreadsheets.limits import PAGE_ROWS
from spreadsheets.models import ExchangeJob, ExchangeRow
from spreadsheets.checking.rows import CHANGED, ERROR, NEW, SAME

IMPORT = ExchangeJob.Direction.IMPORT
Outcome = ExchangeRow.Outcome
RECENT = 10


def require_permission(page, request):
    if not page.kind.may_import(Access(request.user)):
        raise PermissionDenied


def upload(page, request):
    require_permission(page, request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["file"].name[:200]
        job = ExchangeJob(direction=IMPORT, kind=page.opts.label_lower, user=request.user, file_name=name, content=form.content)
        start_job(job)
        return HttpResponseRedirect(page.page_url("import_job", job.pk))
    recent = ExchangeJob.objects.filter(direction=IMPORT, kind=page.opts.label_lower, user=request.user)
    with override("zh-hans"):
        sheets = [(sheet.sheet_title(), import_templates.columns_of(sheet)) for sheet in page.kind.sheets]
    return responses.show(
        page,
        request,
        "import",
        _("Import: %(kind)s") % {"kind": page.opts.verbose_name},
        form=form,
        sheets=sheets,
        csv_templates=[
            (number, title, page.page_url("import_template", f"{number}.csv")) for number, (title, _c) in enumerate(sheets)
        ],
        template_url=page.page_url("import_template", file_formats.XLSX),
        recent=[(job, page.page_url("import_job", job.pk)) for job in recent.defer("content")[:RECENT]],
    )


def template(page, request, form: str):
    require_permission(page, request)
    number = form.removesuffix(".csv")
    with override("zh-hans"):
        if form == file_formats.XLSX:
            return responses.send(import_templates.workbook(page.kind), f"{page.kind.name}.xlsx", file_formats.TYPES[file_formats.XLSX])
        if not number.isdecimal() or int(number) >= len(page.kind.sheets):
            raise Http404
        sheet = page.kind.sheets[int(number)]
        return responses.send(import_templates.csv(sheet), f"{sheet.sheet_title()}.csv", file_formats.TYPES[file_formats.CSV])


def job_page(page, request, job_id: int):
    require_permission(page, request)
    job = responses.own_job(page, request, IMPORT, job_id)
    if request.method == "POST":
        return act(page, request, job)
    title = _("Import: %(kind)s") % {"kind": page.opts.verbose_name}
    context = {**about(page, job), **found(request, job)}
    return responses.show(page, request, "job", title, **context)


def act(page, request, job: ExchangeJob):
    """“Import now” of a job without errors, “again” of one that failed or whose worker died."""
    if "write" in request.POST and may_write(job):
        start_job(job, ExchangeJob.Step.WRITE)
    elif "again" in request.POST and job.may_run_again:
        start_job(job)
    return HttpResponseRedirect(page.page_url("import_job", job.pk))


def may_write(job: ExchangeJob) -> bool:
    counts = job.result.get("counts", {})
    return job.state == job.State.CHECKED and not counts.get("error") and bool(counts.get("new") or counts.get("changed"))


def about(page, job: ExchangeJob) -> dict:
    return {
        "job": job,
        "may_write": may_write(job),
        "state_url": page.page_url("import_state", job.pk),
        "errors_url": page.page_url("import_errors", job.pk),
        "start_url": page.page_url("import"),
        "file_url": "",
    }


def found(request, job: ExchangeJob) -> dict:
    """The rows of one outcome, errors first, a hundred on a page."""
    counts = dict.fromkeys((NEW, CHANGED, SAME, ERROR), 0) | job.result.get("counts", {})
    tabs = [(outcome, counts[outcome]) for outcome in (Outcome.ERROR, Outcome.NEW, Outcome.CHANGED) if counts[outcome]]
    chosen = request.GET.get("show")
    shown = next((outcome for outcome, _count in tabs if outcome == chosen), tabs[0][0] if tabs else "")
    rows = job.rows.filter(outcome=shown) if shown and not job.is_under_way else job.rows.none()
    listed = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("p"))
    return {"counts": counts, "tabs": tabs, "shown": shown, "rows": listed}


def state(page, request, job_id: int):
    """The part of the page that a small script renews."""
    require_permission(page, request)
    job = responses.own_job(page, request, IMPORT, job_id)
    return responses.show(page, request, "_job_state", "", **about(page, job))


def errors(page, request, job_id: int):
    """The rows with errors as a workbook to mend, their sentences beside them."""
    require_permission(page, request)
    job = responses.own_job(page, request, IMPORT, job_id)
    if not job.rows.filter(outcome=Outcome.ERROR).exists():
        raise Http404
    with override("zh-hans"):
        name = "-".join([_("errors"), str(job.pk)])
        return responses.send(error_report.errors_workbook(page.kind, job), f"{name}.xlsx", file_formats.TYPES[file_formats.XLSX])
