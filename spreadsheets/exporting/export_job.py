"""An export: the rows of a list as it is filtered, or those chosen in it."""

from collections.abc import Iterator

from django.contrib.admin.options import IncorrectLookupParameters
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backoffice.audit_log import events
from spreadsheets import jobs
from spreadsheets.errors import SpreadsheetError
from spreadsheets.exporting import file_formats
from spreadsheets.kinds import SpreadsheetKind, kind_by_label
from spreadsheets.models import SpreadsheetJob
from spreadsheets.permissions import Permissions

READ_AT_ONCE = 500
IDS_PARAMETER = "ids"  # of rows chosen in the list, in the query of the export's page


def select_export_rows(kind: SpreadsheetKind, access: Permissions):
    """The rows the list shows under this query; raises `Refused` for a query no list understands."""
    page, query = access.page(kind.model), access.request.GET
    if IDS_PARAMETER in query:
        ids = [value for value in query[IDS_PARAMETER].split(",") if value.isdecimal()]
        return access.rows(kind.model).filter(pk__in=ids)
    try:
        return page.get_changelist_instance(access.request).queryset
    except IncorrectLookupParameters:
        raise SpreadsheetError(_("The list is filtered in a way that is not understood. Open it anew.")) from None


def build_export_file(
    kind: SpreadsheetKind, rows, access: Permissions, form: str, *, is_whole=False, tell=lambda done: None
) -> bytes:
    """`form` is "xlsx", or "csv" followed by the number of the sheet."""
    sheets = [sheet(access) for sheet in kind.sheets]
    for sheet in sheets:
        sheet.is_whole = is_whole
    parts = [(sheet.sheet_title(), sheet_column_titles(sheet), iter_export_lines(sheet, rows, tell)) for sheet in sheets]
    if form == file_formats.XLSX:
        return file_formats.build_xlsx(parts)
    _title, titles, found = parts[int(form.removeprefix(file_formats.CSV))]
    return file_formats.build_csv(titles, found)


def sheet_column_titles(sheet) -> list[str]:
    return [sheet.title_of(name) for name in sheet.names()]


def iter_export_lines(sheet, rows, tell) -> Iterator[list]:
    """In the order of the list, read in pieces: with a cursor left open nothing could be written down meanwhile."""
    own = sheet.rows_of(rows)
    keys = list(own.values_list("pk", flat=True))
    whole = sheet.with_links(sheet.model._default_manager.all())
    for start in range(0, len(keys), READ_AT_ONCE):
        wanted = keys[start : start + READ_AT_ONCE]
        found = whole.in_bulk(wanted)
        for key in wanted:
            if key in found:
                yield [sheet.fields[name].widget.render(sheet.exported(found[key], name)) for name in sheet.names()]
        if rows.model is sheet.model:
            tell(start + len(wanted))


def run_export_job(job: SpreadsheetJob):
    kind, access = kind_by_label(job.kind), Permissions(job.user, job.options["query"])
    is_whole = job.options["is_whole"]
    if kind is None or not job.user.is_active or not kind.may_export(access) or (is_whole and not kind.may_see_whole(job.user)):
        raise SpreadsheetError(_("Your account may not export here."))
    rows = select_export_rows(kind, access)
    jobs.update_job(job, total_count=rows.count())
    content = build_export_file(kind, rows, access, job.options["form"], is_whole=is_whole, tell=jobs.progress_reporter(job))
    with transaction.atomic():
        jobs.update_job(job, content=content, done_count=job.total_count)
        jobs.end_job(job, SpreadsheetJob.State.DONE, rows=job.total_count)
        record_export(kind, job.user, rows=job.total_count, options=job.options)


def record_export(kind: SpreadsheetKind, user, *, rows: int, options: dict, request=None):
    """Who took out how much of what; whole numbers are an event of their own."""
    names = {"kind": kind.name, "rows": rows, "filter": options["filter"] or _("none")}
    words = _("%(kind)s, %(rows)s rows, filter: %(filter)s.") % names
    events.record_audit_event(events.Event.EXPORT, request=request, user=user, detail=words)
    if options["is_whole"]:
        seen = _("%(rows)s whole numbers exported. Reason: %(reason)s") % {"rows": rows, "reason": options["reason"]}
        events.record_audit_event(events.Event.PHONE_SEEN, request=request, user=user, detail=seen)


def export_file_name(kind: SpreadsheetKind, form: str) -> str:
    is_workbook, moment = form == file_formats.XLSX, timezone.localtime()
    title = kind.name if is_workbook else kind.sheets[int(form.removeprefix(file_formats.CSV))].sheet_title()
    return f"{title}-{moment:%Y%m%d-%H%M}.{file_formats.XLSX if is_workbook else file_formats.CSV}"
