"""What happens to the portal while people book. Each accident mends itself: what is outside of the portal is started again."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg2

from benchmarks.servers import list_descendants
from deploy.local_services import wait_until
from tests.faults.site import Site

SENDERS = 4  # of a worker: so many mails it may be in the middle of


class Accidents:
    """`away` is for how many seconds what is outside stays away. Counts what it killed in the middle of sending mail."""

    def __init__(self, site: Site, away: float, *, forgets: bool = False):
        self.site, self.away, self.forgets, self.broken_conversations = site, away, forgets, 0
        if forgets:
            self.forget_commits()

    def list_for(self, kind: str, *, is_small: bool) -> list[tuple[str, Callable]]:
        if self.forgets:
            return [("kill -9 PostgreSQL", self.kill_database)]
        processes = [
            ("kill -9 the worker", self.kill_worker),
            ("kill -9 a web process", self.kill_web_process),
            ("kill -9 the web server", self.kill_web_server),
        ]
        around = [
            ("mail server dies", self.drop_mail),
            ("mail server hangs", self.hang_mail),
            ("kill -9 Redis", self.restart_redis),
        ]
        database = [("kill -9 PostgreSQL", self.kill_database), ("disk of the database full", self.fill_database)]
        media = [("disk of the media full", self.fill_media)]
        if kind == "sqlite" and is_small:
            return processes
        if kind == "sqlite":
            return [*processes, *around, *media]
        if is_small:
            return [processes[0], around[0], around[2], *database, processes[1]]
        return [processes[0], *around, database[0], processes[1], database[1], *media, processes[2], database[0]]

    def kill_worker(self):
        self.broken_conversations += SENDERS
        self.kill_child("manage.py worker", of="edu_week.supervisor")

    def kill_web_process(self):
        self.kill_child("edu_week.web_server", of="edu_week.web_server")

    def kill_web_server(self):
        self.kill_child("edu_week.web_server", of="edu_week.supervisor")

    def kill_child(self, words: str, *, of: str):
        """Kill a process of the portal with these words in its command line, whose parent has those in its own."""
        found = []

        def is_there() -> bool:
            pids = list_descendants(self.site.services["portal"].process.pid)
            found[:] = [pid for pid in pids if words in read_command(pid) and of in read_command(read_parent(pid))]
            return bool(found)

        wait_until(is_there)  # one that was killed before may be about to start
        os.kill(random.choice(found), signal.SIGKILL)  # noqa: S311

    def drop_mail(self):
        self.broken_conversations += SENDERS
        self.site.mail.die()
        time.sleep(self.away)
        self.site.mail.come_back()

    def hang_mail(self):
        self.site.mail.hang()
        time.sleep(self.away)
        self.site.mail.come_back()

    def restart_redis(self):
        redis = self.site.services["redis"]
        redis.end(signal.SIGKILL)
        time.sleep(self.away)
        redis.start()

    def kill_database(self):
        """All its processes at once, as when the machine stops; what it had not yet written to the disk is gone."""
        database = self.site.services["postgresql"]
        pids = self.list_database_pids()
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        database.process.wait(15)
        time.sleep(self.away)
        self.site.start_database_again()

    def forget_commits(self):
        """For the control: let nothing of what is committed from now on reach the disk by itself."""
        for pid in self.list_database_pids():
            if any(words in read_command(pid) for words in ("walwriter", "checkpointer", "background writer")):
                os.kill(pid, signal.SIGSTOP)

    def list_database_pids(self) -> list[int]:
        pid = self.site.services["postgresql"].process.pid
        return [pid, *list_descendants(pid)]

    def fill_database(self):
        """Full to the last byte; and new files of its log are wanted, which do not fit."""
        self.site.disks["database"].fill(self.list_database_pids())
        ends_at = time.monotonic() + self.away
        while time.monotonic() < ends_at:
            with suppress(psycopg2.Error):
                self.site.query("SELECT pg_switch_wal()")
            time.sleep(0.5)
        self.site.disks["database"].empty()
        self.site.start_database_again()

    def fill_media(self):
        portal = self.site.services["portal"].process.pid
        self.site.disks["media"].fill(list_descendants(portal))
        time.sleep(self.away)
        self.site.disks["media"].empty()


def read_command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


def read_parent(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0
