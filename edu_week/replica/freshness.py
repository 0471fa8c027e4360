"""Whether the replica has what a page needs.

Two rules. A page is kept under a generation, so the replica must have that generation: it is read in the very snapshot that
the page is then rendered from. Booked places raise no generation; for pages that show them the replica must have replayed what
the primary had written `PLACES_BEHIND` ago. That is asked before the snapshot is taken, so that the snapshot has it too.
"""

import datetime as dt
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction

from content.models import PublicGeneration
from edu_week.replica.router import REPLICA

LOOK_INTERVAL = 0.5  # seconds between two looks at the primary's position
PLACES_BEHIND = dt.timedelta(seconds=1)  # how old places on a page from the replica may be when it is rendered

BEGIN_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
NUMBER = f"SELECT number FROM {PublicGeneration._meta.db_table}"  # noqa: S608 (our own table)


@contextmanager
def open_snapshot() -> Iterator[int]:
    """Read the replica as of one moment; yields the generation it had then. Nothing here outlives the transaction."""
    with transaction.atomic(using=REPLICA):
        with connections[REPLICA].cursor() as cursor:
            cursor.execute(f"{BEGIN_SNAPSHOT}; {NUMBER}")
            row = cursor.fetchone()
        yield row[0] if row else 0


def has_fresh_places() -> bool:
    return read_replayed_position() >= primary_position.get()


class PrimaryPosition:
    """How far the primary had written, in bytes of its log, at most `PLACES_BEHIND` ago.

    The last look but one is preferred: a replica is always some milliseconds behind a look made just now.
    """

    def __init__(self):
        self.lock = threading.Lock()
        self.forget()

    def forget(self):
        self.looks = []  # moment of the look (time.monotonic) and position; the newest last, two at most

    def get(self) -> int:
        now = time.monotonic()
        with self.lock:
            if not self.looks or now - self.looks[-1][0] >= LOOK_INTERVAL:
                self.looks = [*self.looks[-1:], (now, read_written_position())]
            looked_at, position = self.looks[0]
            return position if now - looked_at <= PLACES_BEHIND.total_seconds() else self.looks[-1][1]


def read_written_position() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint")
        return cursor.fetchone()[0]


def read_replayed_position() -> int:
    """Return -1 where nothing was ever replayed: the replica is none."""
    with connections[REPLICA].cursor() as cursor:
        cursor.execute("SELECT coalesce(pg_last_wal_replay_lsn() - '0/0'::pg_lsn, -1)::bigint")
        return cursor.fetchone()[0]


primary_position = PrimaryPosition()
