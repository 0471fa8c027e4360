"""The life of a job: taken up by a worker, signs of life, its end. Real time throughout."""

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
    """The job, if this attempt is still the one that counts and nobody took it up before."""
    mine = SpreadsheetJob.objects.filter(pk=job_id, run=run, state=State.WAITING)
    if not mine.update(state=State.CHECKING, beat_at=timezone.now()):
        return None
    return SpreadsheetJob.objects.select_related("user").get(pk=job_id)


def update_job(job: SpreadsheetJob, **values):
    """Writes down how far it is. Raises `Superseded` if the attempt no longer counts."""
    values["beat_at"] = timezone.now()
    if not SpreadsheetJob.objects.filter(pk=job.pk, run=job.run, state__in=SpreadsheetJob.UNDER_WAY).update(**values):
        raise JobSupersededError
    vars(job).update(values)


def end_job(job: SpreadsheetJob, state: str, **result):
    update_job(job, state=state, result=result, ended_at=timezone.now())


def progress_reporter(job: SpreadsheetJob) -> Callable[[int], None]:
    """Says how many rows are done, but at most twice a second."""
    told_at = time.monotonic()

    def tell(done: int):
        nonlocal told_at
        if time.monotonic() - told_at >= BEAT_SECONDS:
            update_job(job, done_count=done)
            told_at = time.monotonic()

    return tell


def delete_expired_jobs():
    """Files and rows are there to be looked at, not to be kept: exports may hold names, imports what was never published."""
    now = timezone.now()
    old = Q(direction=SpreadsheetJob.Direction.EXPORT, created_at__lt=now - limits.EXPORT_RETENTION)
    SpreadsheetJob.objects.filter(old | Q(created_at__lt=now - limits.IMPORT_RETENTION)).delete()
