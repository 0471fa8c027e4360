"""An export: the rows of a list as it is filtered, or those chosen in it."""

from collections.abc import Iterator

from django.contrib.admin.options import IncorrectLookupParameters
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backoffice.audit_log import events
from spreadsheets.exporting import file_formats
from spreadsheets import jobs
from spreadsheets.permissions import Access
from spreadsheets.kinds import Kind, kind_named
from spreadsheets.models import ExchangeJob
from spreadsheets.errors import Refused

READ_AT_ONCE = 500
IDS = "ids"  # of rows chosen in the list, in the query of the export's page


def chosen(kind: Kind, access: Access):
    """The rows the list shows under this query; raises `Refused` for a query no list understands."""
    page, query = access.page(kind.model), access.request.GET
    if IDS in query:
        ids = [value for value in query[IDS].split(",") if value.isdecimal()]
        return access.rows(kind.model).filter(pk__in=ids)
    try:
        return page.get_changelist_instance(access.request).queryset
    except IncorrectLookupParameters:
        raise Refused(_("The list is filtered in a way that is not understood. Open it anew.")) from None


def contents(kind: Kind, rows, access: Access, form: str, *, is_whole=False, tell=lambda done: None) -> bytes:
    """`form` is "xlsx", or "csv" followed by the number of the sheet."""
    sheets = [sheet(access) for sheet in kind.sheets]
    for sheet in sheets:
        sheet.is_whole = is_whole
    parts = [(sheet.sheet_title(), titles_of(sheet), lines(sheet, rows, tell)) for sheet in sheets]
    if form == file_formats.XLSX:
        return file_formats.xlsx_of(parts)
    _title, titles, found = parts[int(form.removeprefix(file_formats.CSV))]
    return file_formats.csv_of(titles, found)


def titles_of(sheet) -> list[str]:
    return [sheet.title_of(name) for name in sheet.names()]


def lines(sheet, rows, tell) -> Iterator[list]:
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


def carry_out(job: ExchangeJob):
    kind, access = kind_named(job.kind), Access(job.user, job.options["query"])
    is_whole = job.options["is_whole"]
    if kind is None or not job.user.is_active or not kind.may_export(access) or (is_whole and not kind.may_see_whole(job.user)):
        raise Refused(_("Your account may not export here."))
    rows = chosen(kind, access)
    jobs.advance(job, total_count=rows.count())
    content = contents(kind, rows, access, job.options["form"], is_whole=is_whole, tell=jobs.teller(job))
    with transaction.atomic():
        jobs.advance(job, content=content, done_count=job.total_count)
        jobs.end(job, ExchangeJob.State.DONE, rows=job.total_count)
        record(kind, job.user, rows=job.total_count, options=job.options)


def record(kind: Kind, user, *, rows: int, options: dict, request=None):
    """Who took out how much of what; whole numbers are an event of their own."""
    names = {"kind": kind.name, "rows": rows, "filter": options["filter"] or _("none")}
    words = _("%(kind)s, %(rows)s rows, filter: %(filter)s.") % names
    events.record(events.Event.EXPORT, request=request, user=user, detail=words)
    if options["is_whole"]:
        seen = _("%(rows)s whole numbers exported. Reason: %(reason)s") % {"rows": rows, "reason": options["reason"]}
        events.record(events.Event.PHONE_SEEN, request=request, user=user, detail=seen)


def file_name(kind: Kind, form: str) -> str:
    is_workbook, moment = form == file_formats.XLSX, timezone.localtime()
    title = kind.name if is_workbook else kind.sheets[int(form.removeprefix(file_formats.CSV))].sheet_title()
    return f"{title}-{moment:%Y%m%d-%H%M}.{file_formats.XLSX if is_workbook else file_formats.CSV}"
