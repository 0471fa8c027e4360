"""The few threads of a web process that use the database, and the line before them.

A web server has a thread for each client it talks to, hundreds of them in a rush. Only these here open a session of the
database, so their number bounds the sessions and the transactions that stand in one another's way. What needs the database
is handed to them and waits its turn; on top of the line's bound it is refused at once. What keeps pages from memory up to
date is urgent: it goes before the line, has a thread of its own, and is always taken. What somebody is led to who has just
been through the line, his ticket, does not wait in it once more: threads take such follow-ups and the line in turns.

While the database is away nobody waits: `DatabaseAway` is raised at once (`content.database_absence`).

Where none were started, as in commands and tests, everything runs in the calling thread.
"""

import contextvars
import select
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from content.database_absence import DatabaseAway, DatabaseWatch

LONGEST_WAIT = 20.0  # seconds that a request may be expected to wait; proxies and browsers give up after 60
SMOOTHING = 32  # of how many jobs the expected duration is the mean, roughly


class LineFull(Exception):
    """So many wait that the next one would have to wait too long."""


class Job:
    """Work, with the context variables of whoever asks for it: language, prefix of addresses."""

    def __init__(self, work: Callable, arguments: tuple, *, is_urgent: bool = False, is_follow_up: bool = False):
        self.context, self.work, self.arguments = contextvars.copy_context(), work, arguments
        self.is_urgent, self.is_follow_up = is_urgent, is_follow_up
        self.outcome = Future()

    def run(self):
        try:
            close_old_connections()
            trust_open_sessions()
            self.settle(self.outcome.set_result, self.context.run(self.work, *self.arguments))
        except BaseException as problem:
            self.settle(self.outcome.set_exception, problem)
        finally:
            close_old_connections()

    def settle(self, settle: Callable, value):
        """Whoever waited may have been told already that the database is away."""
        with suppress(InvalidStateError):
            settle(value)

    def has_lost_database(self) -> bool:
        return self.outcome.done() and isinstance(self.outcome.exception(), (InterfaceError, OperationalError))


def trust_open_sessions():
    """Spare a session its check, a statement in each request, if it is evidently open.

    A server or pooler that ends a session says so, or closes it: then there is something to read, and Django's own check decides.
    """
    for connection in connections.all(initialized_only=True):
        session = connection.connection
        if session is not None and connection.vendor == "postgresql" and not session.closed:
            connection.health_check_done = not has_something_to_read(session.fileno())


def has_something_to_read(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


class DatabaseThreads:
    """`threads` of them, one of which takes urgent work only; `line` is how many may wait in it, and how many follow-ups."""

    def __init__(self, threads: int, line: int):
        self.line, self.mean_seconds = line, 0.0
        self.takers = max(threads - 1, 1)
        self.urgent, self.follow_ups, self.waiting = deque(), deque(), deque()
        self.running, self.finished = set(), 0
        self.watch: DatabaseWatch | None = None
        self.lock, self.is_ended = threading.Lock(), False
        self.for_taker, self.for_urgent = threading.Condition(self.lock), threading.Condition(self.lock)
        loops = [self.take_urgent_jobs, *[self.take_jobs] * self.takers]
        self.threads = [threading.Thread(target=loop, name=f"database-{n}", daemon=True) for n, loop in enumerate(loops)]
        for thread in self.threads:
            thread.start()

    def run(self, work: Callable, *arguments, **lane: bool):
        """Return what the work returns in one of the threads; in one of them, do it here. Raises `LineFull`, `DatabaseAway`."""
        if threading.current_thread() in self.threads:
            return work(*arguments)
        return self.add(Job(work, arguments, **lane)).outcome.result()

    def add(self, job: Job) -> Job:
        if self.watch and self.watch.is_away:
            raise DatabaseAway
        with self.lock:
            if job.is_urgent:
                self.urgent.append(job)
                self.for_urgent.notify()
            elif job.is_follow_up and len(self.follow_ups) < self.line:
                self.follow_ups.append(job)
            elif self.has_room():
                self.waiting.append(job)
            else:
                raise LineFull
            self.for_taker.notify()
        return job

    def has_room(self) -> bool:
        waiting = len(self.waiting)
        return waiting < self.line and waiting * self.mean_seconds / self.takers <= LONGEST_WAIT

    def take_jobs(self):
        lines = self.follow_ups, self.waiting
        while job := self.next_job(self.for_taker, self.urgent, *lines):
            lines = lines[::-1]
            began_at = time.monotonic()
            self.do(job)
            if not job.is_urgent:
                self.mean_seconds += (time.monotonic() - began_at - self.mean_seconds) / SMOOTHING

    def take_urgent_jobs(self):
        while job := self.next_job(self.for_urgent, self.urgent):
            self.do(job)

    def do(self, job: Job):
        with self.lock:
            self.running.add(job)
        try:
            job.run()
        finally:
            with self.lock:
                self.running.discard(job)
                self.finished += 1
        if self.watch and job.has_lost_database():
            self.watch.suspect()

    def next_job(self, condition: threading.Condition, *lines: deque) -> Job | None:
        """Wait for a job in one of the lines, the first before the others; None once the threads are to end."""
        with condition:
            while not self.is_ended:
                for line in lines:
                    if line:
                        return line.popleft()
                condition.wait()
        return None

    def watch_database(self):
        """From now on notice when the database goes away and comes back."""
        self.watch = DatabaseWatch(
            count_finished=lambda: self.finished, is_busy=lambda: bool(self.running), tell_waiting=self.tell_waiting
        )

    def tell_waiting(self):
        """End the waiting of all who wait now. What was begun goes on if it can; nobody knows yet what comes of it."""
        with self.lock:
            lines = self.urgent, self.follow_ups, self.waiting
            jobs = [*self.running, *(job for line in lines for job in line)]
            for line in lines:
                line.clear()
        for job in jobs:
            job.settle(job.outcome.set_exception, DatabaseAway())

    def end(self):
        """End the threads once each has done what it is doing."""
        if self.watch:
            self.watch.end()
        with self.lock:
            self.is_ended = True
            self.for_taker.notify_all()
            self.for_urgent.notify_all()
        for thread in self.threads:
            thread.join()


pool: DatabaseThreads | None = None


def start_database_threads(threads: int, line: int) -> DatabaseThreads:
    """Let this process use the database in these threads only."""
    global pool
    pool = DatabaseThreads(threads, line)
    if connections["default"].vendor == "postgresql":
        pool.watch_database()
    return pool


def count_waiting() -> int:
    """Return how many wait in the line, and beside it for what follows."""
    return len(pool.waiting) + len(pool.follow_ups) if pool else 0


def refuse_while_away():
    """Raise `DatabaseAway` if the database is away, for those who are going to wait for somebody else's use of it."""
    if pool and pool.watch and pool.watch.is_away:
        raise DatabaseAway


def suspect_absence():
    """Find out now whether the database is away: something failed as if it were."""
    if pool and pool.watch:
        pool.watch.suspect()


def run_in_database_thread(work: Callable, *arguments, is_follow_up: bool = False):
    """Do the work when its turn has come. Raises `LineFull`, `DatabaseAway`."""
    return pool.run(work, *arguments, is_follow_up=is_follow_up) if pool else work(*arguments)


def run_urgently(work: Callable, *arguments):
    return pool.run(work, *arguments, is_urgent=True) if pool else work(*arguments)


def start_urgently(work: Callable, *arguments) -> bool:
    """Have it done by another thread and do not wait for it; return whether there is one. It is tried once."""
    if pool is None:
        return False
    with suppress(DatabaseAway):
        pool.add(Job(work, arguments, is_urgent=True))
    return True
