"""Few places left: the sentence beside the number of people follows the time that is chosen."""

import pytest

from events.models import TimeSlot
from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_sentence_follows_the_chosen_time(page, clock_at):
    clock_at("2025-05-13T09:30")
    session = EventSessionFactory(title="漆画体验", booking_mode="individual")
    few, many = (
        TimeSlotFactory(session=session, starts_at=clock_at(f"2025-05-17T{hour}:30"), capacity=20, kept_back=0)
        for hour in ("09", "14")
    )
    TimeSlot.objects.filter(pk=few.pk).update(places_taken=18)
    clock_at("2025-05-13T09:30")
    page.goto(f"/events/{session.slug}/book/?slot={few.pk}")
    note = page.locator("[data-few-places]")
    assert note.inner_text() == "所选时段只剩2个名额。"
    page.locator(f"input[name=slot][value='{many.pk}']").check()
    assert note.inner_text() == ""
    page.locator(f"input[name=slot][value='{few.pk}']").check()
    assert "2" in note.inner_text()
