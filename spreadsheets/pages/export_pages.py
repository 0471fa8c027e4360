"""Export pages: choose a format; short lists are downloaded at once, long ones through a job.

`model_admin` is the `ModelAdmin` of the list.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from backoffice.form_drafts.sent_forms import is_reopened
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


def require_export_permission(model_admin, request):
    if not model_admin.kind.may_export(Permissions(request.user)):
        raise PermissionDenied


def export_start(model_admin, request):
    require_export_permission(model_admin, request)
    permissions = Permissions(request.user, request.GET.urlencode())
    try:
        rows = export_job.select_export_rows(model_admin.kind, permissions)
    except SpreadsheetError:
        return HttpResponseRedirect(model_admin.page_url("changelist"))
    form = ExportForm(request.POST or None, kind=model_admin.kind, may_see_whole=model_admin.kind.may_see_whole(request.user))
    count, filters = rows.count(), describe_filters(model_admin, permissions, rows)
    if request.method == "POST" and form.is_valid() and not is_reopened(request):
        return deliver_export(model_admin, request, permissions, rows, form, count, filters)
    title = _("Export: %(kind)s") % {"kind": model_admin.opts.verbose_name}
    is_long = count > limits.DIRECT_ROWS
    return responses.render_spreadsheet_page(
        model_admin, request, "export", title, form=form, count=count, filters=filters, is_long=is_long
    )


def describe_filters(model_admin, permissions: Permissions, rows) -> list[str]:
    """Describe the filters of the list in its own words; a phone number in the search is masked."""
    if export_job.IDS_PARAMETER in permissions.request.GET:
        count = rows.count()
        return [ngettext("%(count)s chosen row", "%(count)s chosen rows", count) % {"count": count}]
    changelist = model_admin.get_changelist_instance(permissions.request)
    descriptions = [
        f"{spec.title}：{choice['display']}"
        for spec in changelist.filter_specs
        for choice in selected_filter_choices(spec, changelist)
    ]
    if changelist.query:
        descriptions.append(_("search: %(words)s") % {"words": mask_phones_in(changelist.query)})
    return descriptions


def selected_filter_choices(spec, changelist):
    choices = list(spec.choices(changelist))  # the first is “All”
    return [choice for choice in choices[1:] if choice["selected"]]


def deliver_export(model_admin, request, permissions: Permissions, rows, form, count: int, filters: list[str]):
    """Return the file, or start a job where the browser would have to wait too long."""
    with override("zh-hans"):
        file_format, is_whole = form.cleaned_data["form"], form.is_whole
        options = {
            "query": request.GET.urlencode(),
            "form": file_format,
            "is_whole": is_whole,
            "reason": form.cleaned_data.get("reason", ""),
            "filter": "；".join(filters),
        }
        name = export_job.export_file_name(model_admin.kind, file_format)
        if count > limits.DIRECT_ROWS:
            job = SpreadsheetJob(
                direction=EXPORT, kind=model_admin.opts.label_lower, user=request.user, file_name=name, options=options
            )
            start_job(job)
            return HttpResponseRedirect(model_admin.page_url("export_job", job.pk))
        content = export_job.build_export_file(model_admin.kind, rows, permissions, file_format, is_whole=is_whole)
        with transaction.atomic():
            export_job.record_export(model_admin.kind, request.user, rows=count, options=options, request=request)
        return responses.download_response(content, name, file_formats.CONTENT_TYPES[name.rpartition(".")[2]])


def export_job_page(model_admin, request, job_id: int):
    require_export_permission(model_admin, request)
    job = responses.get_own_job(model_admin, request, EXPORT, job_id)
    if request.method == "POST" and "again" in request.POST and job.may_run_again:
        start_job(job)
        return HttpResponseRedirect(model_admin.page_url("export_job", job.pk))
    title = _("Export: %(kind)s") % {"kind": model_admin.opts.verbose_name}
    return responses.render_spreadsheet_page(
        model_admin,
        request,
        "job",
        title,
        **export_job_context(model_admin, job),
        counts={},
        tabs=[],
        current_outcome="",
        rows=[],
    )


def export_job_context(model_admin, job: SpreadsheetJob) -> dict:
    is_ready = job.state == job.State.DONE
    return {
        "job": job,
        "may_write": False,
        "state_url": model_admin.page_url("export_state", job.pk),
        "errors_url": "",
        "start_url": model_admin.page_url("changelist"),
        "file_url": model_admin.page_url("export_file", job.pk) if is_ready else "",
    }


def export_state(model_admin, request, job_id: int):
    require_export_permission(model_admin, request)
    return responses.render_spreadsheet_page(
        model_admin,
        request,
        "_job_state",
        "",
        **export_job_context(model_admin, responses.get_own_job(model_admin, request, EXPORT, job_id)),
    )


def export_file(model_admin, request, job_id: int):
    """The file, for the account that made it; whole phone numbers need their own permission, which is checked again."""
    require_export_permission(model_admin, request)
    job = responses.get_own_job(model_admin, request, EXPORT, job_id)
    if job.options["is_whole"] and not model_admin.kind.may_see_whole(request.user):
        raise PermissionDenied
    if job.state != job.State.DONE or job.content is None:
        raise Http404
    return responses.download_response(
        bytes(job.content), job.file_name, file_formats.CONTENT_TYPES[job.file_name.rpartition(".")[2]]
    )
