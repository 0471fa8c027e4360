"""Whether this folder may be served now: not on a port that is taken, and not twice with one database.

Asked before anything is prepared, so that a second `make run` changes nothing: neither tables, nor static files, nor the week.
"""

import fcntl
import hashlib
import os
import socket
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management.base import CommandError

from edu_week import web_server

PARTS_OF_DATABASE = ("ENGINE", "HOST", "PORT", "NAME")
TWICE = (
    "Cannot start: the portal is served from this folder already, with the same database, by process {pid}. "
    "Nothing was changed. End that one first, or name another DATABASE_URL."
)
TAKEN = "Cannot start: cannot listen on {address}, port {port}: {reason}. Nothing was changed. PORT names another."

_lock: IO | None = None  # held until the process ends, also when it has become the supervisor


def claim_folder():
    """Raise CommandError with a sentence where serving is not possible, else keep everybody else from it. May be called again."""
    global _lock
    if _lock is None:
        refuse_taken_port(settings.BIND, settings.PORT)
        _lock = take_lock(name_lock())


def refuse_taken_port(address: str, port: int):
    with socket.socket(web_server.family_of(address)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise CommandError(TAKEN.format(address=address, port=port, reason=error.strerror)) from None


def name_lock() -> Path:
    """A rehearsal beside the live site has a database of its own, so it has a lock of its own."""
    database = "\n".join(str(settings.DATABASE.get(part, "")) for part in PARTS_OF_DATABASE)
    return settings.VAR_DIR / f"serving-{hashlib.sha256(database.encode()).hexdigest()[:12]}.lock"


def take_lock(path: Path) -> IO:
    """Return the file, locked until the last process that has it open ends: however that ends, nothing is left behind."""
    path.parent.mkdir(exist_ok=True)
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        pid = file.read().strip() or "unknown"
        file.close()
        raise CommandError(TWICE.format(pid=pid)) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    os.set_inheritable(file.fileno(), True)  # for the supervisor, which hands it to none of its children
    return file
