"""The home page keeps its places live: one request, and no word left standing that is no longer true."""

import pytest
from django.urls import reverse

from events.models import TimeSlot
from tests.edu_week.home.home_records import make_session, make_week

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_time_that_fills_up_says_so_everywhere_and_is_spoken_once(page, clock_at):
    make_session(make_week(), title="推光漆杯垫", start="05-14T10:00", end="05-14T11:00")
    clock_at("2025-05-13T21:00")
    page.goto(reverse("home"))
    places = page.locator("[data-slot]")
    assert places.count() == 2
    TimeSlot.objects.update(places_taken=16)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator(".session-row .seat-meter--full").wait_for()
    assert [text.strip() for text in places.all_inner_texts()] == ["已约满", "已约满"]
    assert "约满" in page.locator(".session-row__side .status").inner_text()
    assert page.locator(".live-seats [role=status]").inner_text() == "推光漆杯垫 已约满"
