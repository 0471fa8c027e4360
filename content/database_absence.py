"""Whether the database answers, as this process knows it: noticed once, remembered, and asked about until it is back.

A database that is gone refuses; one that hangs says nothing at all, and whoever asks it would wait for as long. So a thread of
its own watches: when a query has failed, or when nothing has been finished for a moment although something was begun, it asks
with a session of its own. Gets it no answer, the database counts as away: everybody who waits is told at once, and so is
whoever comes, until the watch has had an answer. Only PostgreSQL is watched: SQLite is a file and answers, if only with an error.
"""

import logging
import select
import threading
import time
from collections.abc import Callable

import psycopg2
from django.db import OperationalError, connection

TICK = 0.1  # seconds between two looks
QUIET = 0.2  # seconds without anything finished after which the watch asks
PATIENCE = 0.4  # seconds for its answer; the three together are how long the first waits for nothing
SLICE = 0.05  # of the patience, in seconds
NOT_FOR_PSYCOPG = ("cursor_factory", "isolation_level", "connect_timeout")
# What a server says that lives and is only full: there are sessions, and it will do for those who have one.
LIVES = ("too many", "connection slots", "no more connections")

logger = logging.getLogger(__name__)


class DatabaseAway(OperationalError):
    """The database does not answer. Whether what was asked of it before was done is not known."""


class DatabaseWatch:
    """`count_finished` rises with all that is done; `is_busy` says whether something was begun and not finished;
    `tell_waiting` ends their waiting."""

    def __init__(self, *, count_finished: Callable[[], int], is_busy: Callable[[], bool], tell_waiting: Callable[[], None]):
        self.count_finished, self.is_busy, self.tell_waiting = count_finished, is_busy, tell_waiting
        self.away_since: float | None = None  # time.monotonic
        self.suspected, self.is_ended = threading.Event(), False
        self.finished, self.moved_at = 0, time.monotonic()
        self.probe = DatabaseProbe()
        self.thread = threading.Thread(target=self.watch, name="database-watch", daemon=True)
        self.thread.start()

    @property
    def is_away(self) -> bool:
        return self.away_since is not None

    def suspect(self):
        """Ask now: something failed that a database which is there does."""
        self.suspected.set()

    def watch(self):
        while not self.is_ended:
            self.suspected.wait(TICK)
            if self.is_ended:
                return
            has_reason = self.suspected.is_set() or self.is_away or self.is_quiet()
            self.suspected.clear()
            if has_reason:
                self.look()

    def is_quiet(self) -> bool:
        """Whether something was begun and nothing was finished for a while."""
        finished, now = self.count_finished(), time.monotonic()
        if finished != self.finished or not self.is_busy():
            self.finished, self.moved_at = finished, now
        return now - self.moved_at >= QUIET

    def look(self):
        has_answered = self.probe.ask(PATIENCE)
        self.moved_at = time.monotonic()
        if has_answered and self.is_away:
            logger.warning("The database answers again, after %.1f s", time.monotonic() - self.away_since)
            self.away_since = None
        elif not has_answered:
            self.begin_absence()

    def begin_absence(self):
        if not self.is_away:
            logger.error("The database does not answer: pages from memory go on, everything else is answered 503")
            self.away_since = time.monotonic()
        self.tell_waiting()
        time.sleep(TICK)

    def end(self):
        self.is_ended = True
        self.suspected.set()
        self.thread.join()
        self.probe.close()


class DatabaseProbe:
    """Asks the database with a session of its own, which it keeps: where many wait, a new one takes longer than any answer."""

    def __init__(self):
        self.session = None

    def ask(self, patience: float) -> bool:
        """Return whether the database gives a session, if there is none, and answers a query within so many seconds."""
        budget = WaitBudget(patience)
        try:
            has_answered = self.query(budget)
        except psycopg2.Error:  # a session that a restarted server, or a pooler, has ended
            has_answered = self.query_anew(budget)
        if not has_answered:
            self.close()
        return has_answered

    def query_anew(self, budget) -> bool:
        self.close()
        try:
            return self.query(budget)
        except psycopg2.Error as problem:
            return any(words in str(problem) for words in LIVES)

    def query(self, budget) -> bool:
        if self.session is None:
            wanted = {name: value for name, value in connection.get_connection_params().items() if name not in NOT_FOR_PSYCOPG}
            self.session = psycopg2.connect(**wanted, async_=True)
        if not budget.wait_for(self.session):
            return False
        cursor = self.session.cursor()  # named: the session forgets it with its last reference
        cursor.execute("SELECT 1")
        return budget.wait_for(self.session)

    def close(self):
        if self.session is not None:
            self.session.close()
            self.session = None


class WaitBudget:
    """So many seconds of waiting, in slices of which only what they were meant to take is counted.

    A slice takes longer where the process gets no turn on a busy machine. The answer may have come long ago then, and the
    database gets none either: that is no absence.
    """

    def __init__(self, seconds: float):
        self.left = seconds

    def wait_for(self, session) -> bool:
        """Return whether it was ready in time."""
        waits_for = {psycopg2.extensions.POLL_READ: select.POLLIN, psycopg2.extensions.POLL_WRITE: select.POLLOUT}
        while (state := session.poll()) != psycopg2.extensions.POLL_OK:
            if self.left <= 0:
                return False
            poll = select.poll()
            poll.register(session.fileno(), waits_for[state])
            if not poll.poll(SLICE * 1000):
                self.left -= SLICE
        return True
