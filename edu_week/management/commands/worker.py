"""The background worker: runs queued tasks, and says every few seconds that it lives (see /readyz)."""

import logging
import threading

from django.core.management import call_command
from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Command as QueueWorker

from backoffice.audit_log import events as audit
from content import clock
from spreadsheets import jobs as exchange_jobs
from content.pictures import renditions, orphan_files
from edu_week import health
from edu_week.search import refreshing
from events.bookings import services
from events.notices import scheduler

logger = logging.getLogger(__name__)

TICK_SECONDS = 5
ERASE_SECONDS = 600
PICTURE_SECONDS = 30
SEARCH_SECONDS = 900
TIDY_SECONDS = 6 * 3600
TASKS_KEPT_DAYS = 3  # the outbox keeps what was sent; the queue need not


class Command(QueueWorker):
    help = "Runs background tasks: notices are written and sent here, and what expired is settled."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(reload=False)

    def handle(self, **options):
        health.beat()
        for duty, seconds in DUTIES.items():
            threading.Thread(target=keep_doing, args=[duty, seconds, threading.Event()], daemon=True).start()
        super().handle(**options)


def tell():
    scheduler.run(now=clock.now())


def settle():
    services.settle_due(now=clock.now())


def erase():
    services.erase_personal_data(now=clock.now())


def forget():
    audit.forget_old()


def prepare_pictures():
    renditions.prepare_due()


def sweep_pictures():
    orphan_files.sweep()


def refresh_search():
    refreshing.refresh()


def tidy():
    exchange_jobs.forget_old()
    call_command("prune_db_task_results", min_age_days=TASKS_KEPT_DAYS, verbosity=0)
    call_command("clearsessions")


DUTIES = {
    health.beat: health.BEAT_SECONDS,
    tell: TICK_SECONDS,
    settle: TICK_SECONDS,
    erase: ERASE_SECONDS,
    prepare_pictures: PICTURE_SECONDS,
    refresh_search: SEARCH_SECONDS,
    sweep_pictures: TIDY_SECONDS,
    tidy: TIDY_SECONDS,
    forget: TIDY_SECONDS,
}


def keep_doing(duty, seconds, stopped):
    while not stopped.wait(seconds):
        close_old_connections()
        try:
            duty()
        except Exception:  # one failure must not end a duty for good
            logger.exception("%s failed; the worker tries again in %s seconds", duty.__name__, seconds)
