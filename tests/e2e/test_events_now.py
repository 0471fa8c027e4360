"""The wall screen in a browser: it renews itself without a reload, and says of when it is while the network is away."""

import pytest

from events.models import TimeSlot
from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("query", ["", "?kiosk=1"])
def test_it_renews_itself_and_outlives_a_lost_network(page, clock_at, query):
    moment = clock_at("2025-05-13T09:20")
    slot = TimeSlotFactory(session=EventSessionFactory(title="漆画体验"), starts_at=moment.replace(hour=14), capacity=20)
    page.clock.install()
    page.goto(f"/events/now/{query}")
    page.evaluate("window.isSamePage = true")
    assert "20" in page.locator(".now-row__places").inner_text()
    TimeSlot.objects.filter(pk=slot.pk).update(places_taken=7)
    page.clock.fast_forward(21_000)
    page.locator(".now-row__places", has_text="13").wait_for(timeout=5_000)
    assert page.evaluate("window.isSamePage")
    page.context.set_offline(True)
    page.clock.fast_forward(21_000)
    page.locator("[data-now-late]", has_text="重新连接").wait_for(timeout=5_000)
    assert "13" in page.locator(".now-row__places").inner_text()
    page.context.set_offline(False)
    page.clock.fast_forward(21_000)
    page.locator("[data-now-late]").wait_for(state="hidden", timeout=5_000)
