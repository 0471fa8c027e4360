"""For every test: which need the database, and a clock that stands where the test says."""

import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from content import audit_guard, clock
from tests.admin_scene import build

SHANGHAI = ZoneInfo("Asia/Shanghai")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "admin_client", "django_db_setup"}
E2E = Path(__file__).parent / "e2e"


def pytest_configure():
    call_command("catalogues", "compile")


def pytest_unconfigure():
    shutil.rmtree(settings.SCRATCH, ignore_errors=True)  # parallel workers end without running atexit


def pytest_collection_modifyitems(items):
    for item in items:
        if E2E in item.path.parents:
            item.add_marker(pytest.mark.e2e)
        elif uses_database(item):
            item.add_marker(pytest.mark.db)


def uses_database(item):
    is_test_case = item.cls is not None and issubclass(item.cls, TransactionTestCase)
    return is_test_case or item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames)


@pytest.fixture(autouse=True, scope="session")
def audit_log_can_be_flushed():
    """Emptying the tables after a test without a transaction is a deletion too; the flush puts the guard back."""
    flush = TransactionTestCase._fixture_teardown

    def flush_unguarded(self):
        audit_guard.remove(connection)
        flush(self)

    TransactionTestCase._fixture_teardown = flush_unguarded
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def spoken_chinese():
    """A page read in English leaves its language behind in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def clock_at(monkeypatch):
    """`clock_at("2025-05-13T09:30")` stops the portal's clock there, in Shanghai, and returns the moment."""

    def stand_at(text):
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return stand_at


@pytest.fixture
def scene(db, clock_at):
    """Two schools, their people and bookings, on Tuesday morning of the week."""
    return build(clock_at("2025-05-13T09:30"))
