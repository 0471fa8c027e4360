"""The shortcuts beside a date and a time of the back office insert the portal's day and time while the rehearsal clock is on."""

import datetime as dt

import pytest

from tests.admin_scene import build_scene

pytestmark = pytest.mark.django_db(transaction=True)


def test_today_and_now_are_those_of_the_portal(browser, live_server, clock_at, settings):
    settings.PORTAL_CLOCK = dt.datetime(2025, 5, 13, tzinfo=dt.UTC)
    build_scene(clock_at("2025-05-13T23:45"))
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", timezone_id="Europe/Paris")
    try:
        page = context.new_page()
        page.goto("/admin/")
        page.fill("#id_username", "alice")
        page.fill("#id_password", "secret-of-alice")
        with page.expect_event("load"):
            page.press("#id_password", "Enter")
        page.goto("/admin/events/announcement/add/")
        page.locator("#calendarlink0").wait_for()
        beside = "#id_publish_at_0 ~ .datetimeshortcuts a, #id_publish_at_1 ~ .datetimeshortcuts a"
        page.locator(beside).get_by_text("今天").click()
        page.locator(beside).get_by_text("现在").click()
        assert page.input_value("#id_publish_at_0") == "2025-05-13"
        assert page.input_value("#id_publish_at_1").startswith("23:4")
        page.fill("#id_publish_at_0", "")
        page.locator("#calendarlink0").click()
        assert page.locator("#calendarbox0 caption").inner_text() == "五月 2025"
        assert page.locator("#calendarbox0 td.today").inner_text() == "13"
        page.locator("#calendarbox0 .calendarnav-next").click()
        assert page.locator("#calendarbox0 td.today").count() == 0
    finally:
        context.close()
