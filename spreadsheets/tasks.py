"""The task that the worker runs. It may be delivered twice or never; `jobs.claim_job` decides whether it may run."""

import logging

from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from spreadsheets import jobs
from spreadsheets.errors import JobSupersededError, SpreadsheetError
from spreadsheets.exporting import export_job
from spreadsheets.models import SpreadsheetJob
from spreadsheets.writing import import_job

logger = logging.getLogger(__name__)

JOB_RUNNERS = {
    SpreadsheetJob.Direction.IMPORT: import_job.run_import_job,
    SpreadsheetJob.Direction.EXPORT: export_job.run_export_job,
}


@task()
def run_spreadsheet_job(job_id: int, run: str):
    job = jobs.claim_job(job_id, run)
    if job is None:
        return
    with override("zh-hans"):
        try:
            attempt_job(job)
        except JobSupersededError:
            logger.info("Job %s was started anew or given up", job_id)


def attempt_job(job: SpreadsheetJob):
    try:
        JOB_RUNNERS[job.direction](job)
    except SpreadsheetError as refusal:
        jobs.end_job(job, SpreadsheetJob.State.FAILED, sentence=refusal.sentence)
    except JobSupersededError:
        raise
    except Exception:  # whatever it was, somebody is waiting for an answer on the page
        logger.exception("Job %s failed", job.pk)
        sentence = _("Something went wrong, and nothing was written. Try again; if it happens again, tell the operator.")
        jobs.end_job(job, SpreadsheetJob.State.FAILED, sentence=sentence)
