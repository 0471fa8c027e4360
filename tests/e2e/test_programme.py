"""The programme while the network fails, while places fill up, without scripts and on paper."""

import datetime as dt
import re

import pytest

from events.models import EventSession
from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("week")]
DAY = "/events/?day=2025-05-17"


@pytest.fixture
def week(clock_at):
    """Saturday has eight sessions of two kinds, Friday as many."""
    saturday = clock_at("2025-05-13T09:30").replace(day=17)
    for number in range(16):
        session = EventSessionFactory(title=f"体验{number}", kind="lecture" if number % 4 == 3 else "experience")
        start = saturday - dt.timedelta(days=number // 8)
        TimeSlotFactory(session=session, starts_at=start, capacity=20)


def test_a_change_that_fails_says_so_keeps_everything_and_is_tried_again(page, context):
    page.goto(DAY)
    rows = page.locator(".session-row").count()
    context.set_offline(True)
    page.check("#f-open", force=True)
    note = page.locator("[data-swap-failed]")
    note.wait_for()
    assert "连不上网络" in note.inner_text()
    assert page.is_checked("#f-open")
    assert page.locator(".session-row").count() == rows
    context.set_offline(False)
    page.click("[data-swap-again]")
    page.wait_for_url("**open=1*")
    assert note.is_hidden()
    page.route("**/events/?*", lambda route: route.fulfill(status=500))
    page.click("#day-2025-05-16")
    note.wait_for()
    assert "一时没有回应" in note.inner_text()
    page.unroute("**/events/?*")
    page.click("[data-swap-again]")
    page.wait_for_url("**day=2025-05-16*")
    assert note.is_hidden()


def test_places_fill_up_are_announced_once_and_are_kept_while_the_network_is_away(page, context):
    page.clock.install()
    with page.expect_response(lambda answer: answer.request.method == "HEAD"):  # tells the time, which is then turned on
        page.goto(DAY)
    slot = page.locator(".session-row .seat-meter[data-slot]").first
    number = slot.get_attribute("data-slot")
    title = slot.locator("xpath=ancestor::li").locator("h3").inner_text()
    full = {"slots": {number: {"capacity": 20, "bookable": 16, "left": 0, "waiting": 2, "state": "waitlist", "look": "waitlist"}}}
    page.route("**/availability.json*", lambda route: route.fulfill(json=full))
    page.clock.run_for(21_000)
    spoken = page.locator(".live-seats [role=status]")
    page.locator(".live-seats [role=status]", has_text="已约满").wait_for(state="attached")
    assert spoken.text_content() == f"{title} 已约满"
    assert "候补2人" in slot.inner_text()
    assert "约满" in page.locator(f"[data-slot-status='{number}']").inner_text()
    spoken.evaluate("it => { it.textContent = '' }")
    page.clock.run_for(21_000)
    page.route("**/availability.json*", lambda route: route.abort())  # the later one is asked first
    page.clock.run_for(21_000)
    page.locator("[data-seats-late]").wait_for()
    assert re.fullmatch(r"09:3\d 的余席，正在重连", page.locator("[data-seats-late]").inner_text())
    assert spoken.text_content() == ""
    assert "已约满" in slot.inner_text()


def test_another_day_comes_without_a_new_page_and_the_filters_go_along(page):
    page.emulate_media(reduced_motion="reduce")  # scrolling is then done at once
    page.goto(DAY)
    page.evaluate("window.isTheSamePage = true")
    page.evaluate("scrollTo(0, 1500)")
    page.click("#day-2025-05-16")
    page.locator("#day-2025-05-16[aria-current]").wait_for()
    page.wait_for_url("**day=2025-05-16")
    assert "5月16日" in page.title()
    assert page.locator("#results").evaluate("it => it.getBoundingClientRect().top >= 0")
    page.click(".filter-bar__toggle summary")
    page.click("label.chip:has(#f-kind-experience)")
    page.wait_for_url("**/events/?day=2025-05-16&kind=experience")
    assert page.locator("#filter-count").inner_text() == "已选1项"
    assert page.evaluate("window.isTheSamePage")
    page.emulate_media(media="print")
    assert page.locator(".session-row").first.is_visible()
    hidden = (".site-header", ".filter-bar", ".days", ".seat-meter >> nth=0", ".time-grid", ".result-bar__tools")
    assert [part for part in hidden if page.locator(part).first.is_visible()] == []


def test_filters_unfold_on_a_phone_without_scripts(browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 780})
    page = context.new_page()
    page.goto(DAY)
    assert page.locator("#kinds").is_hidden()
    page.click(".filter-bar__toggle summary")
    page.click("label.chip:has(#f-kind-experience)")
    page.click(".filter-bar__find button")
    page.wait_for_url("**kind=experience*")
    assert page.url.count("day=2025-05-17") == 1
    kinds = set(EventSession.objects.filter(kind="experience").values_list("title", flat=True))
    assert set(page.locator(".session-row h3").all_inner_texts()) <= kinds
    context.close()


def test_the_chosen_day_is_told_apart_in_forced_colours(page):
    page.emulate_media(forced_colors="active")
    page.goto(DAY)
    colours = [page.locator(f"#day-2025-05-{day}").evaluate("day => getComputedStyle(day).color") for day in (16, 17)]
    assert colours[0] != colours[1]
