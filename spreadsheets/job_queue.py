"""Where a job begins. The task it puts in the queue works through `jobs`, which therefore cannot know of this module."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from spreadsheets.models import SpreadsheetJob
from spreadsheets.tasks import run_spreadsheet_job


def start_job(job: SpreadsheetJob, step: str = SpreadsheetJob.Step.CHECK):
    """Puts a job in the queue, for the first time or anew; an attempt still under way falls silent."""
    job.run, job.step, job.state = uuid4().hex, step, SpreadsheetJob.State.WAITING
    job.done_count, job.beat_at, job.ended_at = 0, timezone.now(), None
    with transaction.atomic():
        job.save()
        run_spreadsheet_job.enqueue(job.pk, job.run)
