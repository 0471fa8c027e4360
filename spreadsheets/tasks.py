"""The worker's side. A task may come twice or never: the job alone decides, see `jobs.take_up`."""

import logging

from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from spreadsheets.exporting import export_job
from spreadsheets.writing import import_job
from spreadsheets import jobs
from spreadsheets.models import ExchangeJob
from spreadsheets.errors import Refused, Superseded

logger = logging.getLogger(__name__)

WORK = {ExchangeJob.Direction.IMPORT: import_job.carry_out, ExchangeJob.Direction.EXPORT: export_job.carry_out}


@task()
def carry_out(job_id: int, run: str):
    job = jobs.take_up(job_id, run)
    if job is None:
        return
    with override("zh-hans"):
        try:
            attempt(job)
        except Superseded:
            logger.info("Job %s was started anew or given up", job_id)


def attempt(job: ExchangeJob):
    try:
        WORK[job.direction](job)
    except Refused as refusal:
        jobs.end(job, ExchangeJob.State.FAILED, sentence=refusal.sentence)
    except Superseded:
        raise
    except Exception:  # whatever it was, somebody waits in front of a page
        logger.exception("Job %s failed", job.pk)
        sentence = _("Something went wrong, and nothing was written. Try again; if it happens again, tell the operator.")
        jobs.end(job, ExchangeJob.State.FAILED, sentence=sentence)
