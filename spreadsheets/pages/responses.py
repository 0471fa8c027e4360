"""What the pages of imports and exports share: whose job it is, and what the page around it needs."""

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header

from spreadsheets.models import SpreadsheetJob


def get_own_job(page, request, direction, job_id: int) -> SpreadsheetJob:
    """Of this list and this account; anybody else's answers like an unknown one."""
    own = SpreadsheetJob.objects.filter(pk=job_id, direction=direction, kind=page.opts.label_lower, user=request.user)
    job = own.defer("content").first()
    if job is None:
        raise Http404
    return job


def render_spreadsheet_page(page, request, template: str, title: str, **context):
    around = {**page.admin_site.each_context(request), "opts": page.opts, "title": title, "is_popup": False}
    return TemplateResponse(request, f"admin/spreadsheets/{template}.html", {**around, **context})


def download_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store"
    return response
