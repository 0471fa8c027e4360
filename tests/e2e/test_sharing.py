"""Passing a session on from a phone, and its page in a frame of another site."""

import pytest
from django.urls import reverse

from tests.factories import SchoolFactory, TimeSlotFactory

SHARE_SHEET = "navigator.share = async (given) => { window.shared = given; };"
COPYING = "delete Navigator.prototype.share; navigator.clipboard.writeText = async (text) => { window.copied = text; };"


@pytest.fixture
def path(live_server, clock_at):
    clock_at("2025-05-14T09:00")
    slot = TimeSlotFactory(session__host_school=SchoolFactory(slug="lacquer"))
    return reverse("session_detail", args=[slot.session.slug])


def test_the_phone_s_own_sheet_gets_title_and_address(page, path):
    page.add_init_script(SHARE_SHEET)
    page.goto(path)
    page.get_by_role("button", name="分享").click()
    shared = page.evaluate("window.shared")
    assert shared["url"].endswith(path)
    assert shared["title"] == page.locator("h1").inner_text()


def test_without_it_the_address_is_copied_and_said(page, path):
    page.add_init_script(COPYING)
    page.goto(path)
    page.locator("[data-share]").click()
    page.get_by_text("已复制网址").wait_for()
    assert page.evaluate("window.copied").endswith(path)


def test_without_scripts_there_is_a_picture_and_an_address_to_pass_on(browser, live_server, path):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(path)
    assert not page.locator("[data-share]").is_visible()
    page.locator(".share__more summary").click()
    assert page.locator(".share__url").is_visible()
    assert page.locator(".share__more img").bounding_box()["height"] > 50
    context.close()
