"""An import: looked at first, written when somebody has seen what it does."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from backoffice.audit_log import events
from spreadsheets import jobs
from spreadsheets.checking.check_rows import CheckedImport, check_import
from spreadsheets.checking.rows import CHANGED, NEW, SAME
from spreadsheets.errors import DataChangedError, SpreadsheetError
from spreadsheets.kinds import SpreadsheetKind, kind_by_label
from spreadsheets.models import SpreadsheetJob, SpreadsheetRow
from spreadsheets.permissions import Permissions
from spreadsheets.reading.uploaded_file import read_spreadsheet
from spreadsheets.writing.write_rows import write_checked_rows

State = SpreadsheetJob.State


def run_import_job(job: SpreadsheetJob):
    """Checks; and if what it finds is what was seen before, writes it."""
    access, kind = Permissions(job.user), kind_by_label(job.kind)
    if kind is None or not job.user.is_active or not kind.may_import(access):
        raise SpreadsheetError(_("Your account may not import here."))
    checked = check_job_file(job, kind, access)
    if job.step == SpreadsheetJob.Step.WRITE and checked.is_clean and checked.digest == job.options.get("digest"):
        try:
            return write_import(job, checked)
        except (DataChangedError, IntegrityError):  # between the check and the lock; the second look says what is different
            checked = check_job_file(job, kind, access)
    return store_check_result(job, checked)


def check_job_file(job: SpreadsheetJob, kind: SpreadsheetKind, access: Permissions) -> CheckedImport:
    contents = read_spreadsheet(bytes(job.content), kind.sheets)
    jobs.update_job(job, state=State.CHECKING, total_count=contents.total, done_count=0)
    return check_import(kind, contents, access, jobs.progress_reporter(job))


def store_check_result(job: SpreadsheetJob, checked: CheckedImport):
    """Keeps what was found for the page; a wish to write that found other data becomes a look again."""
    is_other = job.step == SpreadsheetJob.Step.WRITE
    with transaction.atomic():
        job.rows.all().delete()
        SpreadsheetRow.objects.bulk_create(build_result_rows(job, checked), batch_size=500)
        options = {**job.options, "digest": checked.digest}
        jobs.update_job(job, options=options, done_count=job.total_count)
        jobs.end_job(job, State.CHECKED, **summarise_check(checked), is_other=is_other)


def write_import(job: SpreadsheetJob, checked: CheckedImport):
    """One transaction. That the job is done is written in it too, so it cannot be done twice."""
    jobs.update_job(job, state=State.WRITING, done_count=job.total_count)
    with transaction.atomic():
        jobs.end_job(job, State.DONE, **summarise_check(checked))
        write_checked_rows(checked, user=job.user, reason=_("Import %(number)s") % {"number": job.pk})
        events.record_audit_event(events.Event.IMPORT, user=job.user, detail=describe_import(job, checked))


def describe_import(job: SpreadsheetJob, checked: CheckedImport) -> str:
    counts, kind = checked.counts, kind_by_label(job.kind)
    words = _("%(kind)s from “%(file)s”: %(new)s new, %(changed)s changed, %(same)s the same.")
    names = {"kind": kind.name, "file": job.file_name}
    return words % {**names, "new": counts.get(NEW, 0), "changed": counts.get(CHANGED, 0), "same": counts.get(SAME, 0)}


def summarise_check(checked: CheckedImport) -> dict:
    unknown = [(table.title, title) for _resource, table, _rows in checked.parts for title in table.unknown]
    return {"counts": checked.counts, "unknown": unknown, "left_aside": checked.contents.left_aside}


def build_result_rows(job: SpreadsheetJob, checked: CheckedImport):
    for resource, table, rows in checked.parts:
        for row in rows:
            if row.outcome != SAME:
                yield SpreadsheetRow(
                    job=job,
                    sheet=table.title[:60],
                    number=row.number,
                    outcome=row.outcome,
                    label=row.label,
                    changes=[(resource.title_of(name), before, after) for name, before, after in row.changes],
                    errors=[locate_error(resource, table, name, sentence) for name, sentence in row.errors],
                )


def locate_error(resource, table, name: str, sentence: str) -> tuple[str, str, str]:
    """An error with the letter Excel gives its column; of a column that is not in the file without."""
    letter = get_column_letter(table.columns[name] + 1) if name in table.columns else ""
    return letter, resource.title_of(name) if name else "", sentence
