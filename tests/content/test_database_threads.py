"""The threads that use the database, and the line before them."""

import contextvars
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from content import database_threads
from content.database_threads import DatabaseThreads, LineFull

language = contextvars.ContextVar("language", default="zh-hans")
pytestmark = pytest.mark.django_db


@pytest.fixture
def pool():
    """Two threads, one of which takes urgent work only, and three places in line."""
    pool = DatabaseThreads(2, 3)
    yield pool
    pool.end()


@pytest.fixture
def callers():
    with ThreadPoolExecutor(16) as callers:
        yield callers


def wait_until(is_true):
    deadline = time.monotonic() + 20
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.001)


class Gate:
    """Work that lasts until it is let go."""

    def __init__(self):
        self.began, self.opened, self.order = threading.Semaphore(0), threading.Event(), []

    def work(self, name):
        self.began.release()
        assert self.opened.wait(20)
        self.order.append(name)
        return name


def test_work_runs_in_one_of_them_with_the_callers_context(pool):
    token = language.set("en")
    thread, found = pool.run(lambda: (threading.current_thread(), language.get()))
    language.reset(token)
    assert thread in pool.threads
    assert found == "en"


def test_work_that_asks_for_work_does_it_itself(pool):
    assert pool.run(lambda: pool.run(threading.current_thread)) in pool.threads


def test_what_it_raises_reaches_the_caller(pool):
    with pytest.raises(ZeroDivisionError):
        pool.run(lambda: 1 / 0)
    assert pool.run(lambda: "and the thread lives on") == "and the thread lives on"


def test_who_finds_the_line_full_is_refused_at_once(pool, callers):
    gate = Gate()
    inside = callers.submit(pool.run, gate.work, "inside")
    assert gate.began.acquire(timeout=20)
    waiting = []
    for number in range(3):
        waiting.append(callers.submit(pool.run, gate.work, number))
        wait_until(lambda number=number: len(pool.waiting) == number + 1)
    with pytest.raises(LineFull):
        pool.run(gate.work, "too many")
    gate.opened.set()
    assert [one.result(20) for one in (inside, *waiting)] == ["inside", 0, 1, 2]
    assert gate.order == ["inside", 0, 1, 2]


def test_what_is_urgent_does_not_wait(pool, callers):
    gate = Gate()
    inside = [callers.submit(pool.run, gate.work, number) for number in range(3)]
    assert gate.began.acquire(timeout=20)
    wait_until(lambda: len(pool.waiting) == 2)
    assert pool.run(lambda: "done", is_urgent=True) == "done"
    gate.opened.set()
    assert [one.result(20) for one in inside] == [0, 1, 2]


def test_what_follows_takes_turns_with_the_line_and_is_let_in_when_that_is_full(pool, callers):
    gate = Gate()
    waiting = [callers.submit(pool.run, gate.work, "runs")]
    assert gate.began.acquire(timeout=20)
    for number in range(3):
        waiting.append(callers.submit(pool.run, gate.work, f"line {number}"))
        wait_until(lambda number=number: len(pool.waiting) == number + 1)
    for number in range(3):
        waiting.append(callers.submit(pool.run, gate.work, f"ticket {number}", is_follow_up=True))
        wait_until(lambda number=number: len(pool.follow_ups) == number + 1)
    with pytest.raises(LineFull):
        pool.run(gate.work, "one too many", is_follow_up=True)
    gate.opened.set()
    for one in waiting:
        one.result(20)
    assert gate.order == ["runs", "line 0", "ticket 0", "line 1", "ticket 1", "line 2", "ticket 2"]


def test_nobody_is_let_in_who_would_wait_too_long(pool, callers, monkeypatch):
    gate = Gate()
    inside = [callers.submit(pool.run, gate.work, number) for number in range(2)]
    assert gate.began.acquire(timeout=20)
    wait_until(lambda: len(pool.waiting) == 1)
    pool.mean_seconds = database_threads.LONGEST_WAIT + 1
    with pytest.raises(LineFull):
        pool.run(gate.work, "too late")
    gate.opened.set()
    assert [one.result(20) for one in inside] == [0, 1]


def test_many_at_once_are_all_answered(callers):
    pool = DatabaseThreads(4, 1000)
    numbers = list(callers.map(lambda number: pool.run(lambda: number, is_urgent=number % 3 == 0), range(500)))
    assert numbers == list(range(500))
    pool.end()


def test_without_threads_everything_runs_where_it_is():
    assert database_threads.pool is None
    assert database_threads.run_in_database_thread(threading.current_thread) is threading.current_thread()
    assert database_threads.run_urgently(threading.current_thread) is threading.current_thread()


needs_sessions = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no sessions")


@pytest.fixture
def session_of(pool):
    """The number of a pool's session, with Django's check of it as in production."""

    def read_number():
        connection.health_check_enabled = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return cursor.fetchone()[0]

    yield lambda: pool.run(read_number)
    pool.run(lambda: connection.close())


@needs_sessions
@pytest.mark.django_db(transaction=True)
def test_an_open_session_is_kept_without_being_asked(session_of, monkeypatch):
    number = session_of()
    monkeypatch.setattr(type(connections["default"]), "is_usable", lambda self: pytest.fail("asked"))
    assert [session_of(), session_of()] == [number, number]


@needs_sessions
@pytest.mark.django_db(transaction=True)
def test_a_session_that_the_server_ended_is_replaced(session_of):
    number = session_of()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 20000)", [number])
        assert cursor.fetchone()[0]
    assert session_of() != number


def test_work_that_nobody_waits_for_is_started(pool, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()

    def work():
        begun.set()
        go_on.wait(20)

    assert not database_threads.start_urgently(work)  # where there are no such threads whoever asks does it
    monkeypatch.setattr(database_threads, "pool", pool)
    assert database_threads.start_urgently(work)
    assert begun.wait(20)
    go_on.set()
