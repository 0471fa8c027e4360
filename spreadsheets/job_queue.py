"""Start a job. This is a module of its own because the task it enqueues imports `jobs`."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from spreadsheets.models import SpreadsheetJob
from spreadsheets.tasks import run_spreadsheet_job


def start_job(job: SpreadsheetJob, step: str = SpreadsheetJob.Step.CHECK):
    """Put a job in the queue, for the first time or again; an attempt still under way loses its right to write."""
    job.run, job.step, job.state = uuid4().hex, step, SpreadsheetJob.State.WAITING
    job.done_count, job.beat_at, job.ended_at = 0, timezone.now(), None
    with transaction.atomic():
        job.save()
        run_spreadsheet_job.enqueue(job.pk, job.run)
