"""The rehearsal clock: its offset is stored once and used by every later process."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from content import clock
from content.models import RehearsalClock
from tests.conftest import SHANGHAI

OPENING = dt.datetime(2025, 5, 13, 9, 30, tzinfo=SHANGHAI)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def rehearsal(db, settings, monkeypatch):
    settings.PORTAL_CLOCK = OPENING
    monkeypatch.setattr(clock, "_offsets", {})


def test_without_the_setting_it_is_real_time():
    assert abs(clock.now() - timezone.now()) < MINUTE


def test_it_starts_at_the_setting_and_stores_the_offset(rehearsal):
    assert abs(clock.now() - OPENING) < MINUTE
    assert RehearsalClock.objects.get().value == OPENING.isoformat()


def test_another_process_goes_by_the_stored_offset(rehearsal):
    stored = dt.timedelta(days=-3)
    RehearsalClock.objects.create(value=OPENING.isoformat(), offset=stored)
    assert abs(clock.now() - timezone.now() - stored) < MINUTE


def test_of_two_processes_at_once_the_first_counts(rehearsal, monkeypatch):
    """The other's row appears between the question and the answer."""
    stored, asked = dt.timedelta(days=-3), []

    def insert_behind_its_back(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if sql.startswith("SELECT") and "rehearsalclock" in sql and not asked:
            asked.append(sql)
            RehearsalClock.objects.create(value=OPENING.isoformat(), offset=stored)
        return answer

    with connection.execute_wrapper(insert_behind_its_back):
        assert abs(clock.now() - timezone.now() - stored) < MINUTE
    assert RehearsalClock.objects.count() == 1
