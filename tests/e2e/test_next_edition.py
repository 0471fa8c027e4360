"""The bureau makes next year's edition: from the first page to what the public sees, and back. Counted: clicks and entries."""

import pytest
from django.urls import reverse

from events.models import ActivityWeek, TimeSlot
from tests.admin_scene import build_scene

pytestmark = pytest.mark.django_db(transaction=True)
MOST_CLICKS = 8  # by hand it took more than two for each record


class CountingDesk:
    """Alice's browser; what she does is counted."""

    def __init__(self, page):
        self.page, self.clicks, self.entries = page, 0, 0

    def click(self, selector: str):
        self.clicks += 1
        with self.page.expect_event("load"):
            self.page.click(selector)

    def fill(self, selector: str, text: str):
        self.entries += 1
        self.page.fill(selector, text)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def desk(request, browser, live_server):
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 900}, locale="zh-CN", java_script_enabled=request.param
    )
    context.set_default_timeout(15_000)
    yield CountingDesk(context.new_page())
    context.close()


def log_in(page):
    page.goto("/admin/")
    page.fill("#id_username", "alice")
    page.fill("#id_password", "secret-of-alice")
    with page.expect_event("load"):
        page.press("#id_password", "Enter")


def test_three_pages_from_this_edition_to_the_next(desk, context, clock_at):
    scene = build_scene(clock_at("2025-05-13T09:30"))
    clock_at("2025-06-20T09:00")
    page = desk.page
    log_in(page)

    desk.click("text=由这一届生成下一届")
    assert page.input_value("[name=starts_on]") == "2026-05-11"
    assert page.locator("text=→ 5月14日 周四").is_visible()
    desk.click("[name=_make]")

    assert "2项活动，2个时段" in page.locator(".messagelist").inner_text()
    assert page.locator("#check-weekdays").get_attribute("class") == "check"
    desk.click("#check-weekdays [name=_right]")
    assert "check--done" in page.locator("#check-weekdays").get_attribute("class")
    desk.click("[name=_publish]")
    assert "check--done" in page.locator("#check-drafts").get_attribute("class")
    desk.click("text=下一步：看看公众会看到什么")

    assert page.frame_locator("iframe").locator("h1").inner_text().replace("\u200b", "") == "2026活动周"
    visitor = context.new_page()
    visitor.goto(reverse("programme"))
    assert visitor.locator("text=甲校体验").count() == 0  # its days are over
    assert "2025" in visitor.goto(reverse("home")).text()
    desk.click("[name=_show]")
    assert "公众现在看到的是“2026活动周”" in page.locator(".messagelist").inner_text()
    visitor.goto(f"{reverse('programme')}?day=2026-05-14")
    assert visitor.locator("main >> text=甲校体验").first.is_visible()
    assert (desk.clicks, desk.entries) <= (MOST_CLICKS, 0)

    desk.click("[name=_previous]")
    assert "公众重新看到“活动周”" in page.locator(".messagelist").inner_text()
    assert ActivityWeek.objects.get(is_current=True) == scene.week
    assert TimeSlot.objects.filter(session__week__slug="week-2026").count() == 2
    visitor.goto(f"{reverse('programme')}?day=2026-05-14")
    assert visitor.locator("main >> text=甲校体验").count() == 0
