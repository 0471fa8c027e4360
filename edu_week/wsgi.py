"""The WSGI application."""

import os
import signal
import sys
from contextlib import suppress

from edu_week import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edu_week.settings")
env.read_dotenv()

import django  # noqa: E402 (after the environment is complete)
from django.conf import settings  # noqa: E402

try:
    django.setup(set_prefix=False)  # each request sets its own
except env.SettingError as error:
    sys.stderr.write(f"Cannot start: {error}\n")
    sys.exit(1)

from django.core.management.base import CommandError  # noqa: E402 (after the applications are loaded)
from django.db import InterfaceError, OperationalError, ProgrammingError, connections  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from content import clock, database_threads  # noqa: E402
from edu_week.form_cache.front import find_opened_form, find_refused_form  # noqa: E402
from edu_week.metrics.memory_counts import memory_counts  # noqa: E402
from edu_week.page_cache.front import find_answer  # noqa: E402
from edu_week.page_cache.public_chain import PortalHandler  # noqa: E402
from edu_week.process_memory import freeze_loaded_objects  # noqa: E402
from edu_week.proxy_headers import note_untrusted_proxy, use_forwarded_address  # noqa: E402
from edu_week.request_ids import HEADER, choose_request_id  # noqa: E402
from edu_week.start_checks import refuse_unfit_start  # noqa: E402


class Start:
    """What this process has to know before it answers: that it may serve this database, and the rehearsal's clock.

    While the database is away that has to wait. Pages say 503 until then.
    """

    def __init__(self):
        self.is_complete = False

    def complete(self):
        refuse_unfit_start()
        with suppress(ProgrammingError):  # no tables yet
            clock.now()
        self.is_complete = True

    def complete_later(self) -> bool:
        """Return False where this process may not serve the database that it now sees."""
        try:
            database_threads.run_urgently(self.complete)
        except CommandError as refusal:
            end_process(refusal)
            return False
        except (InterfaceError, OperationalError):
            database_threads.suspect_absence()
        return True


def end_process(refusal: CommandError):
    """End it, from whatever thread. The process that is started in its place refuses at its start."""
    sys.stderr.write(f"{refusal}\n")
    os.kill(os.getpid(), signal.SIGTERM)


django_application = PortalHandler()
start = Start()
try:
    start.complete()
except CommandError as refusal:
    sys.stderr.write(f"{refusal}\n")
    sys.exit(1)
except (InterfaceError, OperationalError):  # away, or no tables yet on SQLite
    pass
connections.close_all()  # from now on only the threads started here use the database
if settings.DATABASE_THREADS:
    database_threads.start_database_threads(settings.DATABASE_THREADS, settings.REQUEST_LINE)

get_resolver().url_patterns  # noqa: B018 (loads all views, before the first request and before the line below)
freeze_loaded_objects()

# The server mixes the process's variables into every request, passwords too, which an error report would show.
OF_THE_PROCESS = tuple(name for name in os.environ if not name.startswith(("SERVER_", "REMOTE_", "REQUEST_")))


def application(environ, start_response):
    for name in OF_THE_PROCESS:
        environ.pop(name, None)
    drop_odd_length(environ)
    strip_sub_path(environ, settings.SCRIPT_NAME)
    if not start.is_complete and not start.complete_later():
        start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", "5")])
        return [b""]
    if answer := find_answer(environ) or find_opened_form(environ) or find_refused_form(environ):
        memory_counts.count(answer.route, answer.status, answer.refusal)
        start_response(answer.status, [*answer.headers, (HEADER, choose_request_id(environ))])
        return [answer.content]
    (use_forwarded_address if settings.TRUST_PROXY_HEADERS else note_untrusted_proxy)(environ)
    return django_application(environ, start_response)


def drop_odd_length(environ):
    """Forget a length that is no number, which Django would convert all the same: then nothing was sent."""
    if not environ.get("CONTENT_LENGTH", "").isdecimal():
        environ.pop("CONTENT_LENGTH", None)


def strip_sub_path(environ, sub_path):
    """Remove the sub-path from PATH_INFO unless the proxy in front did so already."""
    path = environ.get("PATH_INFO", "")
    if sub_path and (path == sub_path or path.startswith(f"{sub_path}/")):
        environ["PATH_INFO"] = path.removeprefix(sub_path) or "/"
