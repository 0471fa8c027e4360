"""An import: looked at first, written when somebody has seen what it does."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from backoffice.audit_log import events
from spreadsheets import jobs
from spreadsheets.permissions import Access
from spreadsheets.checking.check_rows import Checked, check
from spreadsheets.kinds import Kind, kind_named
from spreadsheets.models import ExchangeJob, ExchangeRow
from spreadsheets.reading.uploaded_file import read
from spreadsheets.errors import Changed, Refused
from spreadsheets.checking.rows import CHANGED, NEW, SAME
from spreadsheets.writing.write_rows import write

State = ExchangeJob.State


def carry_out(job: ExchangeJob):
    """Checks; and if what it finds is what was seen before, writes it."""
    access, kind = Access(job.user), kind_named(job.kind)
    if kind is None or not job.user.is_active or not kind.may_import(access):
        raise Refused(_("Your account may not import here."))
    checked = look(job, kind, access)
    if job.step == ExchangeJob.Step.WRITE and checked.is_clean and checked.digest == job.options.get("digest"):
        try:
            return deed(job, checked)
        except (Changed, IntegrityError):  # between the check and the lock; the second look says what is different
            checked = look(job, kind, access)
    return show(job, checked)


def look(job: ExchangeJob, kind: Kind, access: Access) -> Checked:
    contents = read(bytes(job.content), kind.sheets)
    jobs.advance(job, state=State.CHECKING, total_count=contents.total, done_count=0)
    return check(kind, contents, access, jobs.teller(job))


def show(job: ExchangeJob, checked: Checked):
    """Keeps what was found for the page; a wish to write that found other data becomes a look again."""
    is_other = job.step == ExchangeJob.Step.WRITE
    with transaction.atomic():
        job.rows.all().delete()
        ExchangeRow.objects.bulk_create(rows_of(job, checked), batch_size=500)
        options = {**job.options, "digest": checked.digest}
        jobs.advance(job, options=options, done_count=job.total_count)
        jobs.end(job, State.CHECKED, **summary(checked), is_other=is_other)


def deed(job: ExchangeJob, checked: Checked):
    """One transaction. That the job is done is written in it too, so it cannot be done twice."""
    jobs.advance(job, state=State.WRITING, done_count=job.total_count)
    with transaction.atomic():
        jobs.end(job, State.DONE, **summary(checked))
        write(checked, user=job.user, reason=_("Import %(number)s") % {"number": job.pk})
        events.record(events.Event.IMPORT, user=job.user, detail=told(job, checked))


def told(job: ExchangeJob, checked: Checked) -> str:
    counts, kind = checked.counts, kind_named(job.kind)
    words = _("%(kind)s from “%(file)s”: %(new)s new, %(changed)s changed, %(same)s the same.")
    names = {"kind": kind.name, "file": job.file_name}
    return words % {**names, "new": counts.get(NEW, 0), "changed": counts.get(CHANGED, 0), "same": counts.get(SAME, 0)}


def summary(checked: Checked) -> dict:
    unknown = [(table.title, title) for _resource, table, _rows in checked.parts for title in table.unknown]
    return {"counts": checked.counts, "unknown": unknown, "left_aside": checked.contents.left_aside}


def rows_of(job: ExchangeJob, checked: Checked):
    for resource, table, rows in checked.parts:
        for row in rows:
            if row.outcome != SAME:
                yield ExchangeRow(
                    job=job,
                    sheet=table.title[:60],
                    number=row.number,
                    outcome=row.outcome,
                    label=row.label,
                    changes=[(resource.title_of(name), before, after) for name, before, after in row.changes],
                    errors=[placed(resource, table, name, sentence) for name, sentence in row.errors],
                )


def placed(resource, table, name: str, sentence: str) -> tuple[str, str, str]:
    """An error with the letter Excel gives its column; of a column that is not in the file without."""
    letter = get_column_letter(table.columns[name] + 1) if name in table.columns else ""
    return letter, resource.title_of(name) if name else "", sentence
