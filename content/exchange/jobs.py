"""The life of a job: begun, taken up by a worker, signs of life, its end. Real time throughout."""

import time
from collections.abc import Callable
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from content.exchange import limits
from content.exchange.models import ExchangeJob
from content.exchange.refusals import Superseded

BEAT_SECONDS = 0.5
State = ExchangeJob.State


def start(job: ExchangeJob, step: str = ExchangeJob.Step.CHECK):
    """Puts a job in the queue, for the first time or anew; an attempt still under way falls silent."""
    from content.exchange.tasks import carry_out  # the task calls back into this module

    job.run, job.step, job.state = uuid4().hex, step, State.WAITING
    job.done_count, job.beat_at, job.ended_at = 0, timezone.now(), None
    with transaction.atomic():
        job.save()
        carry_out.enqueue(job.pk, job.run)


def take_up(job_id: int, run: str) -> ExchangeJob | None:
    """The job, if this attempt is still the one that counts and nobody took it up before."""
    mine = ExchangeJob.objects.filter(pk=job_id, run=run, state=State.WAITING)
    if not mine.update(state=State.CHECKING, beat_at=timezone.now()):
        return None
    return ExchangeJob.objects.select_related("user").get(pk=job_id)


def advance(job: ExchangeJob, **values):
    """Writes down how far it is. Raises `Superseded` if the attempt no longer counts."""
    values["beat_at"] = timezone.now()
    if not ExchangeJob.objects.filter(pk=job.pk, run=job.run, state__in=ExchangeJob.UNDER_WAY).update(**values):
        raise Superseded
    vars(job).update(values)


def end(job: ExchangeJob, state: str, **result):
    advance(job, state=state, result=result, ended_at=timezone.now())


def teller(job: ExchangeJob) -> Callable[[int], None]:
    """Says how many rows are done, but at most twice a second."""
    told_at = time.monotonic()

    def tell(done: int):
        nonlocal told_at
        if time.monotonic() - told_at >= BEAT_SECONDS:
            advance(job, done_count=done)
            told_at = time.monotonic()

    return tell


def forget_old():
    """Files and rows are there to be looked at, not to be kept: exports may hold names, imports what was never published."""
    now = timezone.now()
    old = Q(direction=ExchangeJob.Direction.EXPORT, created_at__lt=now - limits.EXPORTS_KEPT)
    ExchangeJob.objects.filter(old | Q(created_at__lt=now - limits.IMPORTS_KEPT)).delete()
