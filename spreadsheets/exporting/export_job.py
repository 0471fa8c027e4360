"""Export the rows of a list as it is filtered, or the rows selected in it."""

from collections.abc import Iterator

from django.contrib.admin.options import IncorrectLookupParameters
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backoffice.audit_log import events
from content.query_values import parse_id
from spreadsheets import jobs
from spreadsheets.errors import SpreadsheetError
from spreadsheets.exporting import file_formats
from spreadsheets.kinds import SpreadsheetKind, kind_by_label
from spreadsheets.models import SpreadsheetJob
from spreadsheets.permissions import Permissions

READ_AT_ONCE = 500
IDS_PARAMETER = "ids"  # query parameter of the export page: the rows selected in the list


def select_export_rows(kind: SpreadsheetKind, permissions: Permissions):
    """Return the rows that the list shows with this query; raises SpreadsheetError for an invalid query."""
    model_admin, query = permissions.model_admin(kind.model), permissions.request.GET
    if IDS_PARAMETER in query:
        ids = {parse_id(text) for text in query[IDS_PARAMETER].split(",")} - {None}
        return permissions.rows(kind.model).filter(pk__in=ids)
    try:
        return model_admin.get_changelist_instance(permissions.request).queryset
    except IncorrectLookupParameters:
        raise SpreadsheetError(_("The list is filtered in a way that is not understood. Open it anew.")) from None


def build_export_file(
    kind: SpreadsheetKind, rows, permissions: Permissions, file_format: str, *, is_whole=False, report_progress=lambda done: None
) -> bytes:
    """Return the content of the file; `file_format` is "xlsx", or "csv" followed by the index of the sheet, such as "csv0"."""
    sheets = [sheet(permissions) for sheet in kind.sheets]
    for sheet in sheets:
        sheet.is_whole = is_whole
    parts = [
        (sheet.sheet_title(), sheet_column_titles(sheet), iter_export_lines(sheet, rows, report_progress)) for sheet in sheets
    ]
    if file_format == file_formats.XLSX:
        return file_formats.build_xlsx(parts)
    _title, titles, found = parts[int(file_format.removeprefix(file_formats.CSV))]
    return file_formats.build_csv(titles, found)


def sheet_column_titles(sheet) -> list[str]:
    return [sheet.title_of(name) for name in sheet.names()]


def iter_export_lines(sheet, rows, report_progress) -> Iterator[list]:
    """Yield lines in the order of the list, read in chunks: an open cursor would not let the progress be stored."""
    keys = list(sheet.rows_of(rows).values_list("pk", flat=True))
    records = sheet.with_links(sheet.model._default_manager.all())
    for start in range(0, len(keys), READ_AT_ONCE):
        chunk = keys[start : start + READ_AT_ONCE]
        found = records.in_bulk(chunk)
        for key in chunk:
            if key in found:
                yield [sheet.fields[name].widget.render(sheet.export_value(found[key], name)) for name in sheet.names()]
        if rows.model is sheet.model:
            report_progress(start + len(chunk))


def run_export_job(job: SpreadsheetJob):
    """Build the file and store it with the job; permissions are checked again, as they may have changed."""
    kind, permissions = kind_by_label(job.kind), Permissions(job.user, job.options["query"])
    is_whole = job.options["is_whole"]
    if (
        kind is None
        or not job.user.is_active
        or not kind.may_export(permissions)
        or (is_whole and not kind.may_see_whole(job.user))
    ):
        raise SpreadsheetError(_("Your account may not export here."))
    rows = select_export_rows(kind, permissions)
    jobs.update_job(job, total_count=rows.count())
    content = build_export_file(
        kind, rows, permissions, job.options["form"], is_whole=is_whole, report_progress=jobs.progress_reporter(job)
    )
    with transaction.atomic():
        jobs.update_job(job, content=content, done_count=job.total_count)
        jobs.end_job(job, SpreadsheetJob.State.DONE, rows=job.total_count)
        record_export(kind, job.user, rows=job.total_count, options=job.options)


def record_export(kind: SpreadsheetKind, user, *, rows: int, options: dict, request=None):
    """Record in the audit log who exported what; whole phone numbers are an event of their own."""
    values = {"kind": kind.name, "rows": rows, "filter": options["filter"] or _("none")}
    detail = _("%(kind)s, %(rows)s rows, filter: %(filter)s.") % values
    events.record_audit_event(events.Event.EXPORT, request=request, user=user, detail=detail)
    if options["is_whole"]:
        detail = _("%(rows)s whole numbers exported. Reason: %(reason)s") % {"rows": rows, "reason": options["reason"]}
        events.record_audit_event(events.Event.PHONE_SEEN, request=request, user=user, detail=detail)


def export_file_name(kind: SpreadsheetKind, file_format: str) -> str:
    is_workbook, moment = file_format == file_formats.XLSX, timezone.localtime()
    title = kind.name if is_workbook else kind.sheets[int(file_format.removeprefix(file_formats.CSV))].sheet_title()
    return f"{title}-{moment:%Y%m%d-%H%M}.{file_formats.XLSX if is_workbook else file_formats.CSV}"
