"""Pictures on public pages: always with their size, and never at the price of a query each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.models import Picture
from tests.factories import (
    EventSessionFactory,
    GraduateFactory,
    IndustryCollegeFactory,
    SchoolFactory,
    TimeSlotFactory,
    TradeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_week(clock_at):
    clock_at("2025-05-13T09:30")


def picture(alt_text="车间里") -> Picture:
    files = [{"format": name, "width": 320, "name": f"pictures/x-320.{name}"} for name in ("avif", "webp", "jpeg")]
    made = Picture(image="pictures/x.jpg", width=400, height=300, alt_text=alt_text, minors="none", files=files, prepare_at=None)
    Picture.objects.bulk_create([made])
    return made


def session(**fields):
    made = EventSessionFactory(is_highlight=True, **fields)
    made.industry_colleges.add(IndustryCollegeFactory())
    made.trades.add(TradeFactory(drawing="fitting"))
    TimeSlotFactory(session=made)
    return made


PAGES = {
    "session_detail": session,
    "school_detail": SchoolFactory,
    "college_detail": IndustryCollegeFactory,
    "graduate_detail": GraduateFactory,
}
LISTS = {
    "home": session,
    "school_list": SchoolFactory,
    "college_list": IndustryCollegeFactory,
    "graduate_list": GraduateFactory,
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_of_a_record_shows_its_picture(client, name):
    record = PAGES[name](picture=picture())
    html = client.get(reverse(name, args=[record.slug])).content.decode()
    assert 'alt="车间里"' in html
    assert 'type="image/avif"' in html
    assert 'width="400"' in html
    plain = PAGES[name](picture=None)
    assert "<picture" not in client.get(reverse(name, args=[plain.slug])).content.decode()


@pytest.mark.usefixtures("without_public_cache")
@pytest.mark.usefixtures("without_page_cache")
@pytest.mark.parametrize("name", LISTS)
def test_lists_show_pictures_in_as_many_queries_for_one_as_for_many(client, name):
    def ask():
        with CaptureQueriesContext(connection) as queries:
            html = client.get(reverse(name)).content.decode()
        return len(queries), html

    first = LISTS[name](picture=picture())
    shared = {"district": first.district} if name != "graduate_list" else {"school": first.school}
    ask()
    few, html = ask()
    assert html.count("<picture") >= 1
    for number in range(4):
        LISTS[name](picture=picture(f"图{number}"), **shared)
    many, html = ask()
    assert html.count("<picture") >= 4
    assert many == few


def test_the_page_of_a_session_leads_with_a_picture_rather_than_a_drawing(client):
    drawn, photographed = session(), session(picture=picture())
    text_of = lambda record: client.get(reverse("session_detail", args=[record.slug])).content.decode()  # noqa: E731
    assert "lead-band" in text_of(drawn)
    assert "lead-band" not in text_of(photographed)
