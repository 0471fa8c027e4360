"""Whether the database answers, as this process knows it: noticed once, remembered, and asked about until it is back.

A database that is gone refuses; one that hangs says nothing at all, and whoever asks it would wait for as long. So a thread of
its own watches: when a query has failed, or when nothing has been finished for a moment although something was begun, it asks
with a session of its own. Gets it no answer, the database counts as away: everybody who waits is told at once, and so is
whoever comes, until the watch has had an answer. Only PostgreSQL is watched: SQLite is a file and answers, if only with an error.

A database that is slow because everybody comes at once is not away. Then the watch itself gets few turns, so silence counts by
each step of asking, and not where something was finished meanwhile.
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
PATIENCE = 0.4  # seconds for each step of its answer; the three together are how long the first waits for nothing
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
        finished = self.count_finished()
        try:
            has_answered = ask_database(PATIENCE)
        except TimeoutError:
            has_answered = self.count_finished() != finished
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


def ask_database(patience: float) -> bool:
    """Return whether a new session is given and answers a query. Raises `TimeoutError` after so many seconds of silence."""
    wanted = {name: value for name, value in connection.get_connection_params().items() if name not in NOT_FOR_PSYCOPG}
    session = None
    try:
        session = psycopg2.connect(**wanted, async_=True)
        wait_for_session(session, patience)
        cursor = session.cursor()  # the session does not keep it
        cursor.execute("SELECT 1")
        wait_for_session(session, patience)
        return True
    except psycopg2.Error as problem:
        return any(words in str(problem) for words in LIVES)
    finally:
        if session is not None:
            session.close()


def wait_for_session(session, patience: float):
    """Wait until it is ready. Raises `TimeoutError` where nothing comes for so many seconds."""
    waits_for = {psycopg2.extensions.POLL_READ: select.POLLIN, psycopg2.extensions.POLL_WRITE: select.POLLOUT}
    while (state := session.poll()) != psycopg2.extensions.POLL_OK:
        poll = select.poll()
        poll.register(session.fileno(), waits_for[state])
        if not poll.poll(patience * 1000):
            raise TimeoutError
