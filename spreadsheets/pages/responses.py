"""What the import and export pages share: finding the job, rendering a page, sending a file."""

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header

from spreadsheets.models import SpreadsheetJob


def get_own_job(model_admin, request, direction, job_id: int) -> SpreadsheetJob:
    """Return the job without its file; raises Http404 unless it belongs to this list and this account."""
    own_jobs = SpreadsheetJob.objects.filter(pk=job_id, direction=direction, kind=model_admin.opts.label_lower, user=request.user)
    job = own_jobs.defer("content").first()
    if job is None:
        raise Http404
    return job


def render_spreadsheet_page(model_admin, request, template: str, title: str, **context):
    frame = {**model_admin.admin_site.each_context(request), "opts": model_admin.opts, "title": title, "is_popup": False}
    return TemplateResponse(request, f"admin/spreadsheets/{template}.html", {**frame, **context})


def download_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store"
    return response
