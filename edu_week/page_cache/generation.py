"""The number of the public pages' generation, as this process knows it: asked for at most every 250 ms.

It is always read before the data of a page that is kept under it. A change that is committed between the two is then in the
page but not in its number, so that the page is made once more; never the other way round.
"""

import threading
import time
from dataclasses import dataclass

from django.db import connection, connections

from content.database_threads import run_urgently
from content.models import PublicGeneration
from edu_week.page_cache.triggers import RAISE, TABLE

INTERVAL = 0.25  # seconds
READ = f"SELECT number FROM {TABLE} ORDER BY id LIMIT 1"  # noqa: S608 (our own table); each page asks, and Django is slow to say it


@dataclass(frozen=True)
class Generation:
    """`previous` is what this process had known before, and `previous_read_at` when it last asked and got that number still
    (time.monotonic): whatever was changed since, was changed later than that."""

    number: int
    previous: int
    previous_read_at: float


class GenerationReader:
    def __init__(self):
        self.lock = threading.Lock()
        self.forget()

    def forget(self):
        self.known, self.read_at = None, float("-inf")

    def current(self) -> Generation:
        """Return the generation as it was at most `INTERVAL` ago. Only one thread asks; the others wait for its answer."""
        if time.monotonic() - self.read_at >= INTERVAL:
            run_urgently(self.refresh)
        return self.known

    def refresh(self):
        with self.lock:  # only a thread that uses the database takes it, so whoever holds it never waits for such a thread
            began_at = time.monotonic()
            if began_at - self.read_at >= INTERVAL:
                self.learn(read_number(), began_at)

    def learn(self, number: int, read_at: float):
        if self.known is None or self.known.number != number:
            self.known = Generation(number, self.known.number if self.known else number, self.read_at)
        self.read_at = read_at


def read_number(*, has_own_changes: bool = True) -> int:
    """Return the number in the database; within a transaction, with what this transaction itself has changed, if it may have."""
    if has_own_changes and connection.in_atomic_block and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS {RAISE} IMMEDIATE; SET CONSTRAINTS {RAISE} DEFERRED")
    with connections[PublicGeneration.objects.db].cursor() as cursor:
        cursor.execute(READ)
        row = cursor.fetchone()
    return row[0] if row else 0


reader = GenerationReader()


def read_number_for_request(*, has_own_changes: bool = True) -> int:
    """Return the number in the database, as `read_number`; what is committed, this process then knows."""
    began_at = time.monotonic()
    number = read_number(has_own_changes=has_own_changes)
    if not connection.in_atomic_block:
        with reader.lock:
            if began_at > reader.read_at:
                reader.learn(number, began_at)
    return number


def find_recent_number() -> int:
    """Return the number as it was at most `INTERVAL` ago."""
    return reader.current().number
