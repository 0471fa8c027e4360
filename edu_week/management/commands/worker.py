"""The background worker: runs queued tasks, and says every few seconds that it lives (see /readyz)."""

import logging
import threading

from django.db import DatabaseError, close_old_connections
from django_tasks_db.management.commands.db_worker import Command as QueueWorker

from content import clock
from edu_week import health
from events.bookings.services import erase_personal_data

logger = logging.getLogger(__name__)

ERASE_SECONDS = 600


class Command(QueueWorker):
    help = "Runs background tasks: notices are sent here."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(reload=False)

    def handle(self, **options):
        health.beat()
        for duty, seconds in ((health.beat, health.BEAT_SECONDS), (erase, ERASE_SECONDS)):
            threading.Thread(target=keep_doing, args=[duty, seconds, threading.Event()], daemon=True).start()
        super().handle(**options)


def erase():
    erase_personal_data(now=clock.now())


def keep_doing(duty, seconds, stopped):
    while not stopped.wait(seconds):
        close_old_connections()
        try:
            duty()
        except DatabaseError:
            logger.exception("The worker's own records could not be written; it tries again in %s seconds", seconds)
