"""What arrives while something is being written is written together; everybody gets the result of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError

from content import database_threads
from content.database_absence import DatabaseAway
from content.database_threads import DatabaseThreads, LineFull
from content.group_commit import GroupCommit
from tests.content.test_database_threads import wait_until

PATIENCE = 20
pytestmark = pytest.mark.django_db


class Gate:
    """Work that notes its groups; the first waits until it is let go."""

    def __init__(self):
        self.began, self.opened, self.groups, self.problem = threading.Semaphore(0), threading.Event(), [], None

    def work(self, items):
        self.groups.append([*items])
        self.began.release()
        assert self.opened.wait(PATIENCE)
        if self.problem:
            raise self.problem
        return [ValueError(item) if item == "bad" else f"{item} done" for item in items]


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def pool(monkeypatch):
    pool = DatabaseThreads(3, 10)
    monkeypatch.setattr(database_threads, "pool", pool)
    yield pool
    pool.end()


@pytest.fixture
def callers(gate):
    with ThreadPoolExecutor(16) as callers:
        yield callers
        gate.opened.set()


def submit_all(callers, group, gate, items):
    """Submit the first and, once its work has begun, the others one after the other; return their futures."""
    futures = [callers.submit(group.submit, items[0])]
    assert gate.began.acquire(timeout=PATIENCE)
    for count, item in enumerate(items[1:], start=1):
        futures.append(callers.submit(group.submit, item))
        wait_until(lambda count=count: len(group.waiting) == count)
    return futures


def test_alone_nobody_waits(gate):
    gate.opened.set()
    assert GroupCommit(gate.work, most=10, line=10).submit("one") == "one done"
    assert gate.groups == [["one"]]


def test_who_comes_meanwhile_is_done_together_in_order(pool, callers, gate):
    group = GroupCommit(gate.work, most=3, line=10)
    futures = submit_all(callers, group, gate, ["a", "b", "c", "d", "e", "f"])
    gate.opened.set()
    assert [future.result(PATIENCE) for future in futures] == [f"{item} done" for item in "abcdef"]
    assert gate.groups == [["a"], ["b", "c", "d"], ["e", "f"]]
    assert not group.is_led


def test_a_large_item_is_a_group_of_its_own(pool, callers, gate):
    group = GroupCommit(gate.work, most=3, line=10, size_of=int)
    futures = submit_all(callers, group, gate, ["1", "2", "5", "1", "1"])
    gate.opened.set()
    assert [future.result(PATIENCE) for future in futures] == [f"{item} done" for item in "12511"]
    assert gate.groups == [["1"], ["2"], ["5"], ["1", "1"]]


def test_the_failure_of_one_is_its_own(pool, callers, gate):
    group = GroupCommit(gate.work, most=10, line=10)
    futures = submit_all(callers, group, gate, ["a", "b", "bad", "c"])
    gate.opened.set()
    assert [future.result(PATIENCE) for future in (futures[0], futures[1], futures[3])] == ["a done", "b done", "c done"]
    with pytest.raises(ValueError, match="bad"):
        futures[2].result(PATIENCE)


def test_a_failure_of_all_is_told_to_all_and_the_next_go_on(pool, callers, gate):
    group = GroupCommit(gate.work, most=2, line=10)
    futures = submit_all(callers, group, gate, ["a", "b", "c"])
    gate.problem = OperationalError("gone")
    gate.opened.set()
    for future in futures:
        with pytest.raises(OperationalError):
            future.result(PATIENCE)
    gate.problem = None
    assert group.submit("d") == "d done"


def test_the_line_has_a_bound(pool, callers, gate):
    group = GroupCommit(gate.work, most=10, line=2)
    futures = submit_all(callers, group, gate, ["a", "b", "c"])
    with pytest.raises(LineFull):
        group.submit("d")
    gate.opened.set()
    assert [future.result(PATIENCE) for future in futures] == ["a done", "b done", "c done"]


def test_who_finds_the_line_of_the_database_full_hands_on(pool, callers, gate, monkeypatch):
    group = GroupCommit(gate.work, most=10, line=10)

    def refuse(work, *arguments):
        raise LineFull

    monkeypatch.setattr(database_threads, "run_in_database_thread", refuse)
    with pytest.raises(LineFull):
        group.submit("a")
    monkeypatch.undo()
    monkeypatch.setattr(database_threads, "pool", pool)
    gate.opened.set()
    assert group.submit("b") == "b done"
    assert gate.groups == [["b"]]


def test_nobody_waits_for_a_database_that_is_away(pool, callers, gate):
    """Those of the group and those who wait for the next are told at once; what was begun hands on when it ends."""
    group = GroupCommit(gate.work, most=10, line=10)
    futures = submit_all(callers, group, gate, ["a", "b", "c"])
    pool.tell_waiting()
    for future in futures:
        with pytest.raises(DatabaseAway):
            future.result(PATIENCE)
    assert group.is_led
    gate.opened.set()
    wait_until(lambda: not group.is_led)
    assert group.submit("d") == "d done"
    assert gate.groups == [["a"], ["d"]]


def test_while_it_is_known_to_be_away_nobody_stands_in_line(pool, gate, monkeypatch):
    class Away:
        is_away = True

        def end(self):
            pass

    monkeypatch.setattr(pool, "watch", Away())
    with pytest.raises(DatabaseAway):
        GroupCommit(gate.work, most=10, line=10).submit("a")
    assert gate.groups == []


def test_many_at_once_each_get_their_own(pool):
    def work(items):
        return [item * 2 for item in items]

    group = GroupCommit(work, most=7, line=1000)
    with ThreadPoolExecutor(32) as callers:
        assert list(callers.map(group.submit, range(3000))) == [item * 2 for item in range(3000)]
    assert not group.is_led
