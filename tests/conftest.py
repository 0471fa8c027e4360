"""Markers, the test database and the fixtures that all tests share."""

import gc
import os
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from content import clock, public_cache
from edu_week import translations
from edu_week.form_cache import pages as form_pages
from edu_week.page_cache import generation, middleware
from events.bookings import full_slots
from tests import databases
from tests.admin_scene import build_scene
from tests.databases import RUN_FOLDER, database_copy, drop_templates

SHANGHAI = ZoneInfo("Asia/Shanghai")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "admin_client", "django_db_setup"}
E2E = Path(__file__).parent / "e2e"


def pytest_configure(config):
    config.owns_run = RUN_FOLDER not in os.environ
    if config.owns_run:
        os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix="edu-week-run-")  # worker processes inherit it
    if not hasattr(config, "workerinput"):
        translations.compile_changed()


def pytest_unconfigure(config):
    shutil.rmtree(settings.SCRATCH, ignore_errors=True)  # parallel workers end without running atexit
    if config.owns_run:
        with config.stash[blocking_manager_key].unblock():
            drop_templates()
        shutil.rmtree(os.environ.pop(RUN_FOLDER), ignore_errors=True)


def pytest_collection_modifyitems(items):
    for item in items:
        if E2E in item.path.parents:
            item.add_marker(pytest.mark.e2e)
        elif uses_database(item):
            item.add_marker(pytest.mark.db)


def pytest_collection_finish():
    """Exempt what is loaded by now from garbage collection: it stays to the end of the run."""
    gc.collect()
    gc.freeze()


def uses_database(item):
    is_test_case = item.cls is not None and issubclass(item.cls, TransactionTestCase)
    return is_test_case or item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Replaces pytest-django's fixture, which migrates a database in every process."""
    with django_db_blocker.unblock(), database_copy(str(os.getpid())), pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: databases.baseline.restore())
        yield


@pytest.fixture(autouse=True)
def empty_caches():
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture(autouse=True)
def empty_page_memory(monkeypatch):
    """Each test begins without kept pages and sees its own changes at once, as it would after a few seconds."""
    monkeypatch.setattr(generation, "INTERVAL", 0)
    monkeypatch.setattr(middleware, "LONGEST_WITH_PLACES", timedelta(0))
    monkeypatch.setattr(full_slots, "SECONDS", 0)
    middleware.forget_everything()
    public_cache.forget_everything()
    form_pages.store.clear()
    full_slots.full_slots.clear()


@pytest.fixture
def without_page_cache(settings):
    """For tests of rendering itself: every request goes its whole way."""
    settings.PAGE_CACHE_MB = 0


@pytest.fixture
def without_public_cache(monkeypatch):
    """For tests that count queries: requests share nothing, so that each costs what the first one does."""
    monkeypatch.setattr(public_cache, "READING", ())


@pytest.fixture(autouse=True)
def chinese_by_default():
    """Activate Chinese: an English page leaves its language active in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def clock_at(monkeypatch):
    """`clock_at("2025-05-13T09:30")` freezes the portal's clock at that Shanghai time and returns the moment."""

    def freeze(text):
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return freeze


@pytest.fixture
def scene(db, clock_at):
    """Two schools with users and bookings, on Tuesday morning of the week; see `admin_scene`."""
    return build_scene(clock_at("2025-05-13T09:30"))
