"""Run an import: checked first, written after somebody has seen what it would change."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

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
    """Check the file and, in the write step, write it if the outcome is the one that was shown."""
    permissions, kind = Permissions(job.user), kind_by_label(job.kind)
    if kind is None or not job.user.is_active or not kind.may_import(permissions):
        raise SpreadsheetError(_("Your account may not import here."))
    checked = check_job_file(job, kind, permissions)
    if job.step == SpreadsheetJob.Step.WRITE and checked.is_clean and checked.digest == job.options.get("digest"):
        try:
            return write_import(job, checked)
        except (DataChangedError, IntegrityError):  # data changed between check and lock; the second check shows what
            checked = check_job_file(job, kind, permissions)
    return store_check_result(job, checked)


def check_job_file(job: SpreadsheetJob, kind: SpreadsheetKind, permissions: Permissions) -> CheckedImport:
    contents = read_spreadsheet(bytes(job.content), kind.sheets)
    jobs.update_job(job, state=State.CHECKING, total_count=contents.total, done_count=0)
    return check_import(kind, contents, permissions, jobs.progress_reporter(job))


def store_check_result(job: SpreadsheetJob, checked: CheckedImport):
    """Store the outcome for the page; a write step that found other data ends as a new check (`is_other`)."""
    is_other = job.step == SpreadsheetJob.Step.WRITE
    with transaction.atomic():
        job.rows.all().delete()
        SpreadsheetRow.objects.bulk_create(build_result_rows(job, checked), batch_size=500)
        options = {**job.options, "digest": checked.digest}
        jobs.update_job(job, options=options, done_count=job.total_count)
        jobs.end_job(job, State.CHECKED, **summarise_check(checked), is_other=is_other)


def write_import(job: SpreadsheetJob, checked: CheckedImport):
    """Write everything in one transaction; the job's end is part of it, so that it cannot be written twice."""
    jobs.update_job(job, state=State.WRITING, done_count=job.total_count)
    with transaction.atomic():
        jobs.end_job(job, State.DONE, **summarise_check(checked))
        write_checked_rows(checked, user=job.user, reason=_("Import %(number)s") % {"number": job.pk})
        events.record_audit_event(events.Event.IMPORT, user=job.user, detail=describe_import(job, checked))


def describe_import(job: SpreadsheetJob, checked: CheckedImport) -> str:
    counts, kind = checked.counts, kind_by_label(job.kind)
    sentence = _("%(kind)s from “%(file)s”: %(new)s new, %(changed)s changed, %(same)s the same.")
    names = {"kind": kind.name, "file": job.file_name}
    return sentence % {**names, "new": counts.get(NEW, 0), "changed": counts.get(CHANGED, 0), "same": counts.get(SAME, 0)}


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
    """Return (letter of the column in Excel, title, sentence); no letter where the column is not in the file."""
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(table.columns[name] + 1) if name in table.columns else ""
    return letter, resource.title_of(name) if name else "", sentence
