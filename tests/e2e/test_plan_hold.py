"""The ten minutes for which the places of a class plan are held, in a browser: said before their end, made longer, over."""

import pytest

from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held(page, clock_at):
    """The second step of a plan, at 09:30; minutes pass for the browser with `page.clock.run_for`."""
    session = EventSessionFactory(title="推光漆艺体验", booking_mode="class")
    TimeSlotFactory(session=session, starts_at=clock_at("2025-05-16T09:00"), capacity=50)
    clock_at("2025-05-13T09:30")
    page.clock.install()
    page.goto("/events/plan/?day=2025-05-16")
    page.check("[name=slot]")
    page.fill("[name=pupils]", "20")
    page.fill("[name=adults]", "2")
    with page.expect_response(lambda answer: answer.request.method == "HEAD"):  # tells the portal's time
        page.get_by_role("button", name="先保留这些名额").click()
    return page


def test_the_end_is_announced_and_the_hold_made_longer_without_losing_what_was_typed(held, clock_at):
    status = held.locator("[data-hold-ends]")
    assert status.text_content() == ""
    held.fill("[name=school_name]", "第一中学")
    held.clock.run_for(8 * 60_000 + 2_000)
    assert "还有2分钟" in status.text_content()
    clock_at("2025-05-13T09:38")
    held.get_by_role("link", name="再保留10分钟").click()
    with held.expect_navigation():
        held.get_by_role("button", name="再保留10分钟").click()
    assert "09:50" in held.locator(".notice__title").first.inner_text()
    assert held.input_value("[name=school_name]") == "第一中学"
    assert held.get_by_role("button", name="再保留10分钟").count() == 0


def test_the_end_is_said_with_its_hour(held):
    held.fill("[name=school_name]", "第一中学")
    held.clock.run_for(10 * 60_000 + 2_000)
    assert "名额保留到09:40，已经释放" in held.locator("[data-hold-ends]").text_content()
    assert held.input_value("[name=school_name]") == "第一中学"
