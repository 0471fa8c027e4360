"""A PostgreSQL of a script's own: in a folder, on a port of 127.0.0.1, with any setting."""

import os
import pwd
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg2

from deploy.local_services import Service, free_ports, wait_until
from edu_week.backups.postgres_programs import list_program_folders

NEEDED = ("initdb", "postgres", "pg_basebackup", "pg_isready")
UNPRIVILEGED = ("postgres", "nobody")  # PostgreSQL does not run as root


def find_server_programs() -> Path:
    """Return the newest installed server's folder, else that of the package the tests use."""
    found = [folder for folder in list_program_folders() if all((folder / name).is_file() for name in NEEDED)]
    if not found:
        raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
    return max(found, key=lambda folder: (folder.match("/usr/lib/postgresql/*/bin"), str(folder)))


def find_user() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in names)


class LocalPostgres:
    def __init__(self, folder: Path, name: str, settings: str = ""):
        self.folder, self.name, self.settings = folder, name, settings
        self.data, self.port = folder / name, free_ports(1)[0]
        self.bin, self.user = find_server_programs(), find_user()
        self.service = Service(name, [self.bin / "postgres", "-D", self.data], log=folder / f"{name}.log", user=self.user)

    def create(self):
        self.run("initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale", "C.UTF-8")

    def start(self):
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n{self.settings}\n")
        self.service.start()
        if not wait_until(self.is_ready):
            raise SystemExit(f"{self.name} did not start:\n{self.service.log.read_text(errors='replace')[-3000:]}")

    def is_ready(self) -> bool:
        command = [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(command, check=False).returncode == 0

    def run(self, program: str, *words):
        command = [str(word) for word in (self.bin / program, *words)]
        subprocess.run(command, check=True, user=self.user, stdout=subprocess.DEVNULL, cwd=self.folder)

    def url(self, database: str = "postgres") -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def query(self, statement: str, database: str = "postgres") -> list[tuple]:
        return run_query(self.url(database), statement)

    def end(self):
        self.service.end()


def run_query(url: str, statement: str) -> list[tuple]:
    with closing(psycopg2.connect(url)) as opened:
        opened.autocommit = True
        with opened.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def give_to_postgres(folder: Path):
    if user := find_user():
        shutil.chown(folder, user)
