"""The web server: granian serves a WSGI application with the processes and threads that the portal wants.

    python -m edu_week.web_server [module:application]

Imports no Django, so that the process which watches the others stays small.
"""

import os
import shutil
import socket
import sys
import threading
from functools import partial
from pathlib import Path

from granian import _signals
from granian._granian import WorkerSignal
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder
from granian.server import Server

from edu_week import env, file_checks, process_log
from edu_week.metrics import process_files
from edu_week.process_memory import limit_malloc

PORTAL = "edu_week.wsgi:application"
# Threads that answer from memory, beside those that wait in line or for the database. They are cheap, and made when needed.
SPARE_THREADS = 64
CONNECTIONS = 8_192  # of one process; those kept open between two requests count too
BACKLOG = 2_048
MOST_HEADER_BYTES = 65_536
HEADER_SECONDS = 30  # for the next request's headers on a connection; nginx closes idle ones earlier
SECONDS_TO_START = 8  # a new process; one that it replaces goes on for that long
SECONDS_TO_READ = 0.5  # what a process has accepted before it is told to end
SECONDS_TO_FINISH = 15  # what is being answered; `serve` ends the web server after 20
MOST_MEMORY_MB = 400  # a process that has more is replaced by a new one
SYSTEMD_SOCKET = 3  # the first file that systemd hands to a service


class PortalServer(Server):
    """granian on a socket that is made here or handed over by systemd.

    All processes accept from that one socket: who comes while a process is replaced waits in its backlog. By itself granian
    gives each process a socket of its own, with whose end the connections waiting in it are lost.
    """

    def __init__(self, listener: socket.socket, **options):
        super().__init__(**options)
        self.listener = listener

    def _init_shared_socket(self):
        self.listener.set_inheritable(True)
        self._sso = self.listener
        self._shd = SocketHolder(self.listener.fileno(), self.listener.family == socket.AF_UNIX, BACKLOG)

    def _spawn_worker(self, idx, target, callback_loader):
        return super()._spawn_worker(idx, partial(run_worker, self.listener.fileno(), target), callback_loader)


def run_worker(listener: int, target, *arguments):
    """A process of the server: one that, told to end, first stops accepting and reads what it has accepted.

    By itself granian closes a connection that it accepted and did not read from yet; who had just come would get no answer.
    """
    _signals.set_sync_signals = partial(stop_accepting_before_ending, listener)
    target(*arguments)


def stop_accepting_before_ending(listener: int) -> WorkerSignal:
    ending = WorkerSignal()
    nobody = socket.socket(socket.AF_UNIX)
    nobody.bind("")  # a name of the system's choice, which nobody knows
    nobody.listen()
    nobody.setblocking(False)

    def end(_signal, _frame):
        _signals.set_main_signals(lambda _signal, _frame: None)  # told again, it must not touch what has the number by then
        os.dup2(nobody.fileno(), listener)  # in this process only: the others go on with the shared socket
        threading.Timer(SECONDS_TO_READ, ending.set).start()

    _signals.set_main_signals(end)
    return ending


def open_listener() -> socket.socket:
    """Return the socket of systemd if it handed one to this process, else a new one on BIND and PORT."""
    if os.environ.get("LISTEN_PID") == str(os.getpid()):
        return socket.socket(fileno=SYSTEMD_SOCKET)
    address = read_address()
    listener = socket.create_server(address, family=family_of(address[0]), backlog=BACKLOG)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)  # inherited; else answers in pieces wait 40 ms
    return listener


def read_address() -> tuple[str, int]:
    return env.read_listen_address("BIND", "127.0.0.1"), env.read_integer("PORT", 8000, at_least=1, at_most=65535)


def family_of(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def make_server(application: str) -> PortalServer:
    return PortalServer(
        open_listener(),
        target=application,
        interface=Interfaces.WSGI,
        workers=env.read_integer("WEB_CONCURRENCY", env.USUAL_WEB_PROCESSES, at_least=1, at_most=64),
        blocking_threads=env.read_database_threads() + env.read_request_line() + SPARE_THREADS,
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=MOST_HEADER_BYTES),
        websockets=False,
        log_dictconfig=process_log.make_granian_logging(),
        log_level=LogLevels.error,  # its warnings are about many threads and about sockets of each process
        respawn_failed_workers=True,
        respawn_interval=SECONDS_TO_START,
        workers_max_rss=MOST_MEMORY_MB,
        workers_kill_timeout=SECONDS_TO_FINISH,
        working_dir=env.PROJECT,
    )


def list_files() -> file_checks.Files:
    """Return where the portal's files lie, as its settings say (edu_week/settings.py)."""
    database = env.read_database("DATABASE_URL", env.USUAL_DATABASE)
    return file_checks.Files(
        static=None if env.read_boolean("DEBUG", False) else env.VAR / "static",
        media=env.read_folder("MEDIA_ROOT", env.VAR / "media"),
        database=Path(database["NAME"]) if database["ENGINE"].endswith("sqlite3") else None,
    )


def name_file_problems():
    """Say what is wrong, and start all the same: what needs none of it goes on, and /readyz tells."""
    for sentence in file_checks.describe_file_problems(list_files()):
        sys.stderr.write(f"{process_log.format_line(sentence, logger='edu_week.web_server', level='WARNING')}\n")


def main():
    application = sys.argv[1] if sys.argv[1:] else PORTAL
    env.read_dotenv()
    limit_malloc()
    try:
        if application == PORTAL:
            name_file_problems()
        server = make_server(application)
        counts = process_files.make_folder()
    except (env.SettingError, OSError) as error:
        sys.exit(f"Cannot start: {error}")
    try:
        server.serve()
    finally:
        shutil.rmtree(counts, ignore_errors=True)


if __name__ == "__main__":
    main()
