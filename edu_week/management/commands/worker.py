"""The background worker: runs queued tasks, and says every few seconds that it lives (see /readyz)."""

import logging
import threading

from django.db import DatabaseError, close_old_connections
from django_tasks_db.management.commands.db_worker import Command as QueueWorker

from edu_week import health

logger = logging.getLogger(__name__)


class Command(QueueWorker):
    help = "Runs background tasks: notices are sent here."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(reload=False)

    def handle(self, **options):
        health.beat()
        threading.Thread(target=keep_beating, args=[threading.Event()], daemon=True).start()
        super().handle(**options)


def keep_beating(stopped):
    while not stopped.wait(health.BEAT_SECONDS):
        close_old_connections()
        try:
            health.beat()
        except DatabaseError:
            logger.exception("The heartbeat could not be written")
