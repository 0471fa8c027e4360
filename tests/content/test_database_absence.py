"""The watch over the database: when it asks, what it takes for an answer, and that it notices the end."""

import os
import select
import threading
import time

import psycopg2
import pytest
from django.db import OperationalError, connection, connections

from content import database_absence
from content.database_absence import DatabaseAway, DatabaseProbe, WaitBudget
from content.database_threads import DatabaseThreads

needs_server = pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no sessions")


@pytest.fixture
def answers(monkeypatch):
    """What the database says to the watch; the list has how often it was asked."""
    answers = {"is_there": True, "asked": 0}

    def ask(probe, patience):
        answers["asked"] += 1
        return answers["is_there"]

    monkeypatch.setattr(DatabaseProbe, "ask", ask)
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


@pytest.fixture
def probe(db):
    probe = DatabaseProbe()
    yield probe
    probe.close()


@needs_server
def test_a_server_that_is_there_answers_and_one_that_is_not_does_not(probe, monkeypatch):
    assert probe.ask(5)
    probe.close()
    wanted = connection.get_connection_params() | {"host": "127.0.0.1", "port": "1"}
    monkeypatch.setattr(connections["default"], "get_connection_params", lambda: wanted)
    assert not probe.ask(5)


@needs_server
def test_one_session_is_kept_and_replaced_once_the_server_ended_it(probe):
    assert probe.ask(5)
    first = probe.session
    assert probe.ask(5)
    assert probe.session is first
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first.get_backend_pid()])
    assert probe.ask(5)
    assert probe.session is not first


class SilentSession:
    """A session whose answer is never there, on a pipe nobody writes to."""

    def __init__(self, readable):
        self.readable = readable

    def poll(self):
        return psycopg2.extensions.POLL_READ

    def fileno(self):
        return self.readable


@pytest.fixture
def silent_session():
    readable, writable = os.pipe()
    yield SilentSession(readable)
    os.close(readable)
    os.close(writable)


def test_silence_is_waited_for_as_long_as_was_said(silent_session):
    began = time.monotonic()
    assert not WaitBudget(0.2).wait_for(silent_session)
    assert time.monotonic() - began >= 0.2


def test_time_in_which_the_process_got_no_turn_is_not_counted(silent_session, monkeypatch):
    """A machine on which every slice takes ten times as long as it should."""
    turns = []
    make_poll = select.poll

    class StarvedPoll:
        def __init__(self):
            self.poll_object = make_poll()
            self.register = self.poll_object.register

        def poll(self, milliseconds):
            turns.append(milliseconds)
            return self.poll_object.poll(milliseconds * 10)

    monkeypatch.setattr(database_absence.select, "poll", StarvedPoll)
    monkeypatch.setattr(database_absence, "SLICE", 0.01)
    states = psycopg2.extensions
    monkeypatch.setattr(silent_session, "poll", lambda: states.POLL_OK if len(turns) >= 6 else states.POLL_READ)
    began = time.monotonic()
    assert WaitBudget(0.1).wait_for(silent_session)
    assert time.monotonic() - began > 0.1  # with the clock alone it would have been an absence


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
def test_a_full_server_lives(probe, monkeypatch, words, lives):
    def refuse(**wanted):
        raise psycopg2.OperationalError(words)

    monkeypatch.setattr(database_absence.psycopg2, "connect", refuse)
    assert probe.ask(1) is lives
