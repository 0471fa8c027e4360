"""A slot that fills up while the page is open: the bar changes, and a reader hears it once."""

import pytest
from django.db.models import F

from events.models import TimeSlot
from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_fully_booked_is_announced_once_and_politely(page, clock_at):
    clock_at("2025-05-13T09:30")
    session = EventSessionFactory(title="漆画体验")
    slots = TimeSlotFactory.create_batch(2, session=session)
    page.clock.install()
    page.goto(f"/events/{session.slug}/")
    word = page.locator(".live-seats [role=status]")
    assert word.inner_text() == ""
    TimeSlot.objects.filter(pk=slots[0].pk).update(places_taken=F("bookable"))
    look_again(page)
    assert "已约满" in word.inner_text()
    assert page.locator(".seat-meter--full").count() == 1
    page.evaluate("document.querySelector('.live-seats [role=status]').textContent = ''")
    look_again(page)
    assert word.inner_text() == ""


def look_again(page):
    with page.expect_response("**/availability.json*"):
        page.clock.run_for(20_000)
    page.wait_for_timeout(100)
