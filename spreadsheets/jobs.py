"""The states of a job: claimed by a worker, progress reports, end, deletion. All times are real time, not the portal's clock."""

import datetime as dt
import time
from collections.abc import Callable

from django.db.models import Q
from django.utils import timezone

from spreadsheets import limits
from spreadsheets.errors import JobSupersededError
from spreadsheets.models import SpreadsheetJob

BEAT_SECONDS = 0.5
State = SpreadsheetJob.State


def claim_job(job_id: int, run: str) -> SpreadsheetJob | None:
    """Return the job, or None where the attempt `run` was replaced or another worker has claimed it."""
    waiting = SpreadsheetJob.objects.filter(pk=job_id, run=run, state=State.WAITING)
    if not waiting.update(state=State.CHECKING, beat_at=timezone.now()):
        return None
    return SpreadsheetJob.objects.select_related("user").get(pk=job_id)


def update_job(job: SpreadsheetJob, **values):
    """Store values and a sign of life; raises JobSupersededError when this attempt was replaced or the job has ended."""
    values["beat_at"] = timezone.now()
    if not SpreadsheetJob.objects.filter(pk=job.pk, run=job.run, state__in=SpreadsheetJob.UNDER_WAY).update(**values):
        raise JobSupersededError
    vars(job).update(values)


def end_job(job: SpreadsheetJob, state: str, **result):
    update_job(job, state=state, result=result, ended_at=timezone.now())


def progress_reporter(job: SpreadsheetJob) -> Callable[[int], None]:
    """Return a function that stores how many rows are done, at most every `BEAT_SECONDS`."""
    reported_at = time.monotonic()

    def report(done: int):
        nonlocal reported_at
        if time.monotonic() - reported_at >= BEAT_SECONDS:
            update_job(job, done_count=done)
            reported_at = time.monotonic()

    return report


def delete_expired_jobs():
    """Delete old jobs with their files and rows: exports may hold names, imports what was never published."""
    now = timezone.now()
    expired_exports = Q(direction=SpreadsheetJob.Direction.EXPORT, created_at__lt=now - limits.EXPORT_RETENTION)
    SpreadsheetJob.objects.filter(expired_exports | Q(created_at__lt=now - limits.IMPORT_RETENTION)).delete()


def delete_exports_of(model, since: dt.datetime | None):
    """Delete the exports of a list with their files, also those under way: what they hold has been erased.

    Older ones than `since` cannot hold it; None: all.
    """
    exports = SpreadsheetJob.objects.filter(direction=SpreadsheetJob.Direction.EXPORT, kind=model._meta.label_lower)
    (exports.filter(created_at__gte=since) if since else exports).delete()
