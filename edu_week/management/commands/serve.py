"""Serves the portal on one machine: starts the web server and the background worker and watches both."""

import os
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from edu_week.rehearsal.start_check import refuse_live_bookings

SECONDS_TO_FINISH = 20


class Command(BaseCommand):
    help = "Serves the portal on PORT and runs the background worker; if either ends, so does the other."

    def handle(self, **options):
        refuse_live_bookings()
        refuse_taken_port(settings.BIND, settings.PORT)
        children = {}
        stop_on_signals()
        try:
            children = start_processes(COMMANDS)
            self.stdout.write(f"\nThe portal is at {settings.BASE_URL}{settings.SCRIPT_NAME}/   (Ctrl-C ends it)")
            self.stdout.flush()
            name = wait_for_first_exit(children)
            raise CommandError(f"The {name} ended unexpectedly (exit code {children[name].returncode}); everything is stopped.")
        except Stopped:
            self.stdout.write("\nStopping …")
        finally:
            end_processes(children.values())


class Stopped(Exception):
    """A signal asked the portal to stop."""


COMMANDS = {
    "web server": [sys.executable, "-m", "gunicorn", "--config", str(settings.BASE_DIR / "gunicorn.conf.py"), "edu_week.wsgi"],
    "worker": [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"],
}


def refuse_taken_port(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise CommandError(f"Cannot listen on {address}, port {port}: {error.strerror}. PORT names another.") from None


def stop_on_signals():
    def stop(number, frame):
        ignore_signals()
        raise Stopped

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)


def ignore_signals():
    """Ignore further signals: a second Ctrl-C must not leave children behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def start_processes(commands):
    """Start each in a process group of its own, so that one signal reaches it and all its children."""
    return {name: subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True) for name, command in commands.items()}


def wait_for_first_exit(children):
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                return name
        time.sleep(0.5)


def end_processes(children):
    ignore_signals()
    for child in children:
        send_signal(child, signal.SIGTERM)
    deadline = time.monotonic() + SECONDS_TO_FINISH
    for child in children:
        try:
            child.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        send_signal(child, signal.SIGKILL)  # reaches children of its group that outlived it
        child.wait()


def send_signal(child, number):
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        pass
