"""The watch over the database: when it asks, what it takes for an answer, and that it notices the end."""

import threading
import time

import psycopg2
import pytest
from django.db import OperationalError, connection, connections

from content import database_absence
from content.database_absence import DatabaseAway, ask_database
from content.database_threads import DatabaseThreads

needs_server = pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no sessions")


@pytest.fixture
def answers(monkeypatch):
    """What the database says to the watch; the list has how often it was asked."""
    answers = {"is_there": True, "asked": 0}

    def ask(patience):
        answers["asked"] += 1
        return answers["is_there"]

    monkeypatch.setattr(database_absence, "ask_database", ask)
    monkeypatch.setattr(database_absence, "TICK", 0.02)
    monkeypatch.setattr(database_absence, "QUIET", 0.1)
    return answers


@pytest.fixture
def pool(answers, db):
    pool = DatabaseThreads(2, 3)
    pool.watch_database()
    yield pool
    pool.end()


def wait_until(is_true):
    deadline = time.monotonic() + 20
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def hang(is_over: threading.Event):
    assert is_over.wait(20)


def test_nobody_is_asked_while_things_get_done(pool, answers):
    for _time in range(5):
        pool.run(time.sleep, 0.05)
    time.sleep(0.1)  # and nothing is under way
    assert answers["asked"] == 0


def test_work_that_takes_long_is_let_alone_while_the_database_answers(pool, answers):
    assert pool.run(lambda: time.sleep(0.5) or "done") == "done"
    assert answers["asked"] > 0


def test_who_waits_is_told_and_who_comes_is_not_let_in_until_it_is_back(pool, answers):
    answers["is_there"], is_over = False, threading.Event()
    with pytest.raises(DatabaseAway):
        pool.run(hang, is_over)
    began = time.monotonic()
    with pytest.raises(DatabaseAway):
        pool.run(lambda: "never run")
    assert time.monotonic() - began < 0.1
    is_over.set()
    answers["is_there"] = True
    wait_until(lambda: not pool.watch.is_away)
    assert pool.run(lambda: "run") == "run"


def test_silence_is_no_absence_where_something_was_finished_meanwhile(pool, answers, monkeypatch):
    is_over = threading.Event()

    def fall_silent(patience):
        answers["asked"] += 1
        finished = pool.finished
        wait_until(lambda: pool.finished != finished or is_over.is_set())
        raise TimeoutError

    monkeypatch.setattr(database_absence, "ask_database", fall_silent)
    slow = threading.Thread(target=pool.run, args=[hang, is_over])
    slow.start()
    pool.watch.suspect()
    while answers["asked"] < 3:
        pool.run(time.sleep, 0.02, is_urgent=True)
        pool.watch.suspect()
    assert not pool.watch.is_away
    is_over.set()
    slow.join()


def test_silence_while_nothing_is_finished_is_absence(pool, monkeypatch):
    def fall_silent(patience):
        raise TimeoutError

    monkeypatch.setattr(database_absence, "ask_database", fall_silent)
    is_over = threading.Event()
    with pytest.raises(DatabaseAway):
        pool.run(hang, is_over)
    is_over.set()


def test_those_in_line_and_the_urgent_are_told_too(pool, answers):
    answers["is_there"], is_over, told = False, threading.Event(), []

    def ask(*more, **kind):
        try:
            pool.run(*more, **kind)
        except DatabaseAway:
            told.append(kind)

    callers = [threading.Thread(target=ask, args=[hang, is_over], kwargs={"is_urgent": urgent}) for urgent in (False, True) * 2]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(20)
    is_over.set()
    assert len(told) == 4


def test_a_failure_makes_the_watch_ask_at_once(pool, answers, monkeypatch):
    monkeypatch.setattr(database_absence, "TICK", 2)
    answers["is_there"] = False

    def fail():
        raise OperationalError("server closed the connection unexpectedly")

    wait_until(lambda: pool.watch.thread.is_alive())
    with pytest.raises(OperationalError):
        pool.run(fail)
    wait_until(lambda: answers["asked"] == 1)
    monkeypatch.setattr(database_absence, "TICK", 0.02)
    answers["is_there"] = True
    pool.watch.suspect()


@needs_server
def test_a_server_that_is_there_answers_and_one_that_is_not_does_not(db, monkeypatch):
    assert ask_database(5)
    wanted = connection.get_connection_params() | {"host": "127.0.0.1", "port": "1"}
    monkeypatch.setattr(connections["default"], "get_connection_params", lambda: wanted)
    assert not ask_database(5)


@needs_server
@pytest.mark.parametrize(
    ("words", "lives"),
    [
        ("FATAL:  sorry, too many clients already", True),
        ("FATAL:  remaining connection slots are reserved", True),
        ("FATAL:  the database system is starting up", False),
        ("Connection refused", False),
    ],
)
def test_a_full_server_lives(db, monkeypatch, words, lives):
    def refuse(**wanted):
        raise psycopg2.OperationalError(words)

    monkeypatch.setattr(database_absence.psycopg2, "connect", refuse)
    assert ask_database(1) is lives
