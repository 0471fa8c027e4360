"""Serves the portal on one machine: checks that it may start, then becomes the supervisor of web server and worker."""

import os
import sys
from contextlib import suppress

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, connections

from edu_week.single_start import claim_folder
from edu_week.start_checks import refuse_unfit_start


class Command(BaseCommand):
    help = "Serves the portal on PORT and runs the background worker; whichever ends is started anew."

    def handle(self, **options):
        with suppress(OperationalError):  # the database is away: web server and worker ask again once it is there
            refuse_unfit_start()
        claim_folder()
        connections.close_all()
        self.stdout.flush()
        become_supervisor()


def become_supervisor():
    """Replace this process, with all of Django in it, by one that only watches."""
    os.chdir(settings.BASE_DIR)
    command = [sys.executable, "-m", "edu_week.supervisor", f"{settings.BASE_URL}{settings.SCRIPT_NAME}/"]
    os.execv(command[0], command)  # noqa: S606 (our own Python; a shell would be one process more)
