"""Export: choose a format; few rows come at once, many through a job. `page` is the list's `ModelAdmin`."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from content.masking import mask_phones_in
from spreadsheets import limits
from spreadsheets.errors import SpreadsheetError
from spreadsheets.exporting import export_job, file_formats
from spreadsheets.job_queue import start_job
from spreadsheets.models import SpreadsheetJob
from spreadsheets.pages import responses
from spreadsheets.pages.forms import ExportForm
from spreadsheets.permissions import Permissions

EXPORT = SpreadsheetJob.Direction.EXPORT


def require_export_permission(page, request):
    if not page.kind.may_export(Permissions(request.user)):
        raise PermissionDenied


def export_start(page, request):
    require_export_permission(page, request)
    access = Permissions(request.user, request.GET.urlencode())
    try:
        rows = export_job.select_export_rows(page.kind, access)
    except SpreadsheetError:
        return HttpResponseRedirect(page.page_url("changelist"))
    form = ExportForm(request.POST or None, kind=page.kind, may_see_whole=page.kind.may_see_whole(request.user))
    count, filters = rows.count(), describe_filters(page, access, rows)
    if request.method == "POST" and form.is_valid():
        return deliver_export(page, request, access, rows, form, count, filters)
    title = _("Export: %(kind)s") % {"kind": page.opts.verbose_name}
    is_long = count > limits.DIRECT_ROWS
    return responses.render_spreadsheet_page(
        page, request, "export", title, form=form, count=count, filters=filters, is_long=is_long
    )


def describe_filters(page, access: Permissions, rows) -> list[str]:
    """The filters of the list as it names them; of a number searched for, only the ends."""
    if export_job.IDS_PARAMETER in access.request.GET:
        count = rows.count()
        return [ngettext("%(count)s chosen row", "%(count)s chosen rows", count) % {"count": count}]
    listed = page.get_changelist_instance(access.request)
    words = [
        f"{spec.title}：{choice['display']}" for spec in listed.filter_specs for choice in selected_filter_choices(spec, listed)
    ]
    if listed.query:
        words.append(_("search: %(words)s") % {"words": mask_phones_in(listed.query)})
    return words


def selected_filter_choices(spec, listed):
    choices = list(spec.choices(listed))
    return [choice for choice in choices[1:] if choice["selected"]]


def deliver_export(page, request, access: Permissions, rows, form, count: int, filters: list[str]):
    """At once, or as a job for what would keep the browser waiting."""
    with override("zh-hans"):
        chosen, is_whole = form.cleaned_data["form"], form.is_whole
        options = {
            "query": request.GET.urlencode(),
            "form": chosen,
            "is_whole": is_whole,
            "reason": form.cleaned_data.get("reason", ""),
            "filter": "；".join(filters),
        }
        name = export_job.export_file_name(page.kind, chosen)
        if count > limits.DIRECT_ROWS:
            job = SpreadsheetJob(direction=EXPORT, kind=page.opts.label_lower, user=request.user, file_name=name, options=options)
            start_job(job)
            return HttpResponseRedirect(page.page_url("export_job", job.pk))
        content = export_job.build_export_file(page.kind, rows, access, chosen, is_whole=is_whole)
        with transaction.atomic():
            export_job.record_export(page.kind, request.user, rows=count, options=options, request=request)
        return responses.download_response(content, name, file_formats.CONTENT_TYPES[name.rpartition(".")[2]])


def export_job_page(page, request, job_id: int):
    require_export_permission(page, request)
    job = responses.get_own_job(page, request, EXPORT, job_id)
    if request.method == "POST" and "again" in request.POST and job.may_run_again:
        start_job(job)
        return HttpResponseRedirect(page.page_url("export_job", job.pk))
    title = _("Export: %(kind)s") % {"kind": page.opts.verbose_name}
    return responses.render_spreadsheet_page(
        page, request, "job", title, **export_job_context(page, job), counts={}, tabs=[], shown="", rows=[]
    )


def export_job_context(page, job: SpreadsheetJob) -> dict:
    is_ready = job.state == job.State.DONE
    return {
        "job": job,
        "may_write": False,
        "state_url": page.page_url("export_state", job.pk),
        "errors_url": "",
        "start_url": page.page_url("changelist"),
        "file_url": page.page_url("export_file", job.pk) if is_ready else "",
    }


def export_state(page, request, job_id: int):
    require_export_permission(page, request)
    return responses.render_spreadsheet_page(
        page, request, "_job_state", "", **export_job_context(page, responses.get_own_job(page, request, EXPORT, job_id))
    )


def export_file(page, request, job_id: int):
    """Only its maker, while still allowed to: whole numbers ask for their own permission again."""
    require_export_permission(page, request)
    job = responses.get_own_job(page, request, EXPORT, job_id)
    if job.options["is_whole"] and not page.kind.may_see_whole(request.user):
        raise PermissionDenied
    if job.state != job.State.DONE or job.content is None:
        raise Http404
    return responses.download_response(
        bytes(job.content), job.file_name, file_formats.CONTENT_TYPES[job.file_name.rpartition(".")[2]]
    )
