"""The background worker: runs queued tasks, sends notices, does periodic duties, and records a heartbeat (see /readyz)."""

import logging
import threading
import time
from functools import wraps

from django.core.management import call_command
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Command as QueueWorker
from django_tasks_db.management.commands.db_worker import Worker

from backoffice.audit_log import events as audit
from content import clock
from content.mail import MAIL_QUEUE
from content.pictures import orphan_files, renditions
from edu_week import health
from edu_week.process_memory import freeze_loaded_objects, limit_malloc
from edu_week.search import refreshing
from edu_week.start_checks import refuse_unfit_start
from events.bookings import erasure, phone_checks, services
from events.notices import scheduler, senders
from spreadsheets import jobs as spreadsheet_jobs

logger = logging.getLogger(__name__)

TICK_SECONDS = 5
ERASE_SECONDS = 600
PICTURE_SECONDS = 30
SEARCH_SECONDS = 900
TIDY_SECONDS = 6 * 3600
TASKS_KEPT_DAYS = 3
SECONDS_UNTIL_NEXT_TRY = 1  # while the database is away
SECONDS_TO_FINISH = 15  # for senders and the task that mails; `serve` ends the worker after 20


class Command(QueueWorker):
    help = "Runs background tasks: notices are written and sent here, and what expired is settled."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(reload=False)

    def handle(self, **options):
        limit_malloc()
        freeze_loaded_objects()
        insist(begin_work)
        for duty, seconds in DUTIES.items():
            threading.Thread(target=repeat_duty, args=[duty, seconds, threading.Event()], daemon=True).start()
        stopped = threading.Event()
        mails = make_mail_worker()
        threads = [*senders.start_senders(stopped), start_mail_worker(mails)]
        try:
            insist(super().handle, **options)
        finally:
            mails.running = False
            senders.stop_senders(threads, stopped, within=SECONDS_TO_FINISH)


def make_mail_worker() -> Worker:
    return Worker(
        queue_names=[MAIL_QUEUE],
        interval=1,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def start_mail_worker(mails: Worker) -> threading.Thread:
    """Run its queue beside the other, in which an import may take a minute."""

    def run():
        try:
            insist(mails.run)
        finally:
            connection.close()

    thread = threading.Thread(target=run, name="mail-tasks", daemon=True)
    thread.start()
    return thread


def begin_work():
    refuse_unfit_start()
    health.record_heartbeat()


def insist(work, **options):
    """Do the work, and begin it again for as long as the database is away: a worker that ended would only be started later."""
    while True:
        try:
            return work(**options)
        except (InterfaceError, OperationalError) as problem:
            logger.warning("The database does not answer (%s); the worker waits for it", type(problem).__name__)
        connection.close()
        time.sleep(SECONDS_UNTIL_NEXT_TRY)


def prepare_due_notices():
    scheduler.prepare_due_notices(now=clock.now())


def settle_due_bookings():
    services.settle_due_slots(now=clock.now())


def never_in_rehearsal(duty):
    """What cannot be undone goes by real time, and not by itself on a site whose time is moved."""

    @wraps(duty)
    def guarded():
        return None if clock.is_rehearsal() else duty()

    return guarded


@never_in_rehearsal
def erase_due_personal_data():
    erasure.erase_due_bookings(real_now=timezone.now())


@never_in_rehearsal
def delete_old_audit_entries():
    audit.delete_expired_audit_entries()


def prepare_due_pictures():
    renditions.prepare_due_renditions()


@never_in_rehearsal  # the files may be those of the site that was copied
def delete_orphan_pictures():
    orphan_files.delete_orphan_files()


def refresh_search():
    refreshing.refresh_search_texts()


def clean_up_jobs_and_sessions():
    spreadsheet_jobs.delete_expired_jobs()
    call_command("prune_db_task_results", min_age_days=TASKS_KEPT_DAYS, verbosity=0)
    call_command("clearsessions")
    phone_checks.delete_old_checks(timezone.now())


DUTIES = {
    health.record_heartbeat: health.BEAT_SECONDS,
    prepare_due_notices: TICK_SECONDS,
    settle_due_bookings: TICK_SECONDS,
    erase_due_personal_data: ERASE_SECONDS,
    prepare_due_pictures: PICTURE_SECONDS,
    refresh_search: SEARCH_SECONDS,
    delete_orphan_pictures: TIDY_SECONDS,
    clean_up_jobs_and_sessions: TIDY_SECONDS,
    delete_old_audit_entries: TIDY_SECONDS,
}


def repeat_duty(duty, seconds, stopped):
    while not stopped.wait(seconds):
        close_old_connections()
        try:
            duty()
        except Exception:  # one failure must not end a duty for good
            logger.exception("%s failed; the worker tries again in %s seconds", duty.__name__, seconds)
