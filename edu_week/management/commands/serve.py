"""Serves the portal on one machine: checks that it may start, then becomes the supervisor of web server and worker."""

import os
import socket
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from edu_week import web_server
from edu_week.start_checks import refuse_unfit_start


class Command(BaseCommand):
    help = "Serves the portal on PORT and runs the background worker; whichever ends is started anew."

    def handle(self, **options):
        refuse_unfit_start()
        refuse_taken_port(settings.BIND, settings.PORT)
        connections.close_all()
        self.stdout.flush()
        become_supervisor()


def become_supervisor():
    """Replace this process, with all of Django in it, by one that only watches."""
    os.chdir(settings.BASE_DIR)
    command = [sys.executable, "-m", "edu_week.supervisor", f"{settings.BASE_URL}{settings.SCRIPT_NAME}/"]
    os.execv(command[0], command)  # noqa: S606 (our own Python; a shell would be one process more)


def refuse_taken_port(address, port):
    with socket.socket(web_server.family_of(address)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise CommandError(f"Cannot listen on {address}, port {port}: {error.strerror}. PORT names another.") from None
