"""How far the replica has to be: what the primary had written at most a second ago."""

from types import SimpleNamespace

import pytest
from django.db import connection

from edu_week.replica import freshness
from edu_week.replica.freshness import PrimaryPosition


@pytest.fixture
def primary(monkeypatch):
    """`primary.now` is the moment and `primary.written` how far it has written then; `looks` counts questions."""
    primary = SimpleNamespace(now=100.0, written=1, looks=0)

    def look():
        primary.looks += 1
        return primary.written

    monkeypatch.setattr(freshness, "time", SimpleNamespace(monotonic=lambda: primary.now))
    monkeypatch.setattr(freshness, "read_written_position", look)
    return primary


def test_the_last_look_but_one_counts_while_it_is_at_most_a_second_old(primary):
    position = PrimaryPosition()
    assert position.get() == 1
    for seconds, written, expected in ((0.4, 2, 1), (0.5, 3, 1), (1.0, 4, 3), (1.1, 5, 3), (2.4, 6, 6), (2.9, 7, 6)):
        primary.now, primary.written = 100 + seconds, written
        assert position.get() == expected, seconds


def test_the_primary_is_asked_twice_a_second_at_most(primary):
    position = PrimaryPosition()
    for tenth in range(21):
        primary.now = 100 + tenth / 10
        position.get()
    assert primary.looks <= 5


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no replica")
def test_the_primary_says_how_far_it_has_written():
    before = freshness.read_written_position()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_switch_wal()")
    assert freshness.read_written_position() >= before > 0
