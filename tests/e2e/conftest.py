"""A real browser on a real server in this process, whose clock a test sets with `clock_at`."""

import os

import pytest
from django.core.management import call_command
from django.template.autoreload import reset_loaders
from django.test import override_settings

from edu_week.settings import STORAGES
from events.bookings import spam_guard
from tests.chromium import FLAGS, find_chromium
from tests.databases import lock_run, run_folder
from tests.e2e.phone_line import start_line
from tests.example_week import load_example_week

# Playwright's synchronous interface runs an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session", autouse=True)
def collected_files():
    """Collect static files as for production, once in a run; the live server serves STATIC_ROOT."""
    folder = run_folder() / "static"
    with override_settings(STORAGES=STORAGES, STATIC_ROOT=folder):
        with lock_run("static"):
            if not folder.exists():
                call_command("collectstatic", verbosity=0, interactive=False)
        reset_loaders()  # templates that an earlier test has loaded hold the addresses of files without a hash
        yield


@pytest.fixture(autouse=True)
def no_fill_time_check(monkeypatch):
    """Turn off the spam check by fill time: browser tests fill forms within half a second."""
    monkeypatch.setattr(spam_guard, "MIN_FORM_SECONDS", 0)


@pytest.fixture(scope="session")
def playwright():
    if find_chromium() is None:
        pytest.skip("no Chromium here: install chromium, or name one in CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright):
    found = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
    yield found
    found.close()


@pytest.fixture(scope="session")
def browser_with_memory(playwright):
    """A browser that keeps pages in memory for its Back button (bfcache), as people's phones do; Playwright turns that off."""
    off = "--disable-back-forward-cache"
    found = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS, ignore_default_args=[off])
    yield found
    found.close()


@pytest.fixture
def context(browser, live_server):
    """A phone with the site as its base address; a script's error or a blocked file fails the test."""
    made = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 780}, locale="zh-CN")
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context):
    opened, errors = context.new_page(), []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
    yield opened
    assert errors == []


@pytest.fixture
def line(live_server):
    """A line to the server that can be cut (`line.is_cut`), for the page and its service worker alike."""
    handler, server = start_line(live_server.url)
    yield handler
    server.shutdown()
    server.server_close()


@pytest.fixture
def week(clock_at):
    """The 2025 week on its Tuesday morning; the moment."""
    moment = clock_at("2025-05-13T09:30")
    load_example_week()
    return moment
