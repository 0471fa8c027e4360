"""Scripts count by the portal's clock on pages that come from the server's memory, whatever the phone's clock says."""

import datetime as dt
import re
import time

import pytest

from content import clock
from edu_week.page_cache import middleware
from tests.factories.events import EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)
TEN_MINUTES = dt.timedelta(minutes=10)


@pytest.fixture
def opening(clock_at, monkeypatch):
    """A session whose booking opens at 10:00; its page is kept for ten minutes and more."""
    monkeypatch.setattr(middleware, "LONGEST_WITH_PLACES", 3 * TEN_MINUTES)
    opens_at = clock_at("2025-05-13T10:00")
    session = EventSessionFactory(title="针灸体验", slug="acupuncture", opens_at=opens_at)
    TimeSlotFactory(session=session, starts_at=opens_at + dt.timedelta(days=1), ends_at=opens_at + dt.timedelta(days=1, hours=1))
    return opens_at


@pytest.mark.parametrize("shows_header", [True, False])
def test_a_countdown_of_a_page_kept_ten_minutes_is_right_to_the_second(
    opening, browser, live_server, clock_at, client, shows_header
):
    clock_at("2025-05-13T09:40:00")
    assert (
        "Server-Timing" in client.get("/events/acupuncture/", headers={"host": live_server.url.removeprefix("http://")}).headers
    )
    kept = dict(middleware.store.pages)
    clock_at("2025-05-13T09:50:30")
    context = browser.new_context(base_url=live_server.url, locale="zh-CN")
    if not shows_header:
        context.add_init_script("performance.getEntriesByType = () => []")
    try:
        page = context.new_page()
        page.goto("/events/acupuncture/")
        counted = page.locator("time.countdown")
        counted.filter(has_text=re.compile("分")).wait_for()
        assert counted.inner_text() in ("9分30秒", "9分29秒", "9分28秒")
        assert dict(middleware.store.pages) == kept
        assert clock.now() < opening
        with page.expect_response("**/acupuncture/") as again:
            page.reload()
        assert again.value.status in (200, 304)
        counted.filter(has_text=re.compile("分")).wait_for()
        assert counted.inner_text() in ("9分30秒", "9分29秒", "9分28秒")
    finally:
        context.close()


@pytest.mark.parametrize("shows_header", [True, False])
def test_a_countdown_is_right_behind_a_proxy_that_kept_the_answer(
    opening, browser, live_server, clock_at, monkeypatch, shows_header
):
    """The portal's own time is that of the kept answer, four minutes old here; a rehearsal's is far from the real one."""
    told_at, began_at = clock_at("2025-05-13T09:50:30").timestamp(), time.time()
    portal, ahead = (told_at - 240) * 1000, (told_at - began_at) * 1000
    monkeypatch.setattr(
        middleware, "tell_time", lambda: f"portal;dur={portal:.0f}, ahead;dur={ahead:.0f}, proxy;dur={time.time():.3f}"
    )
    context = browser.new_context(base_url=live_server.url, locale="zh-CN")
    if not shows_header:
        context.add_init_script("performance.getEntriesByType = () => []")
    try:
        page = context.new_page()
        page.goto("/events/acupuncture/")
        counted = page.locator("time.countdown")
        counted.filter(has_text=re.compile("分")).wait_for()
        minutes, seconds = map(int, re.findall(r"\d+", counted.inner_text()))
        left = opening.timestamp() - told_at - (time.time() - began_at)
        assert abs(minutes * 60 + seconds - left) < 10  # a busy machine takes seconds to read it
    finally:
        context.close()
