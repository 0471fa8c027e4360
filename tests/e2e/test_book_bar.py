"""The bar at the foot of a phone's page: it leads to the time slots, and covers none of them."""

import datetime as dt

import pytest

from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)

COVERED = """() => {
    const bar = document.querySelector(".book-bar").getBoundingClientRect();
    const slots = [...document.querySelectorAll(".slot")].map((slot) => slot.getBoundingClientRect());
    return bar.height > 0 && slots.some(({top, bottom}) => top < bar.bottom && bottom > bar.top);
}"""
IS_SHOWN = "() => document.querySelector('.book-bar').getBoundingClientRect().height > 0"
SETTLED = "() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))))"


@pytest.fixture
def session(clock_at):
    session = EventSessionFactory(title="漆画体验", description="一段很长的说明。\n\n" * 60)
    start = clock_at("2025-05-17T09:30")
    for number in range(6):
        TimeSlotFactory(session=session, starts_at=start + dt.timedelta(hours=number))
    clock_at("2025-05-13T09:30")
    return session


def test_the_bar_covers_no_slot_and_leads_back_to_them(page, session):
    page.goto(f"/events/{session.slug}/")
    height = page.evaluate("document.documentElement.scrollHeight")
    shown = []
    for top in range(0, height, 200):
        page.evaluate(f"scrollTo({{top: {top}, behavior: 'instant'}})")
        page.evaluate(SETTLED)
        assert not page.evaluate(COVERED), top
        shown.append(page.evaluate(IS_SHOWN))
    assert True in shown
    page.locator(".book-bar a").click()
    page.wait_for_function("() => document.querySelector('.book-bar').hidden")
    assert page.locator(".slot .btn-primary").count() == 6


def test_without_a_script_there_is_no_bar(browser, live_server, session):
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 780}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/events/{session.slug}/")
    assert not page.locator(".book-bar").is_visible()
    assert page.locator(".slot .btn-primary").count() == 6
    context.close()
