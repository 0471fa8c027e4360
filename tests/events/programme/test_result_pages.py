"""A day of five hundred sessions is told in pages that need no script; each is bounded, and together they have every session."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from django.utils.http import urlencode

from content import public_cache
from events.models import EventSession, TimeSlot
from events.programme import result_pages
from events.programme.week_slots import WeekRow
from tests.factories import VenueFactory, WeekFactory

pytestmark = pytest.mark.django_db

DAY = "2025-05-13"
MORNING = dt.datetime(2025, 5, 13, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
SESSIONS = 500
MOST_BYTES = 450_000
SWAP = {"HX-Request": "true", "HX-Boosted": "true"}


@pytest.fixture
def full_day(clock_at):
    clock_at(f"{DAY}T08:30")
    week, venue = WeekFactory(), VenueFactory()
    sessions = EventSession.objects.bulk_create(
        EventSession(
            slug=f"session-{number:03d}",
            title=f"职业体验{number}",
            sort_key=f"{number:05d}",
            search_text=f"职业体验{number}",
            kind="experience" if number % 2 else "lecture",
            booking_mode="individual",
            status="published",
            week=week,
            venue=venue,
        )
        for number in range(SESSIONS)
    )
    TimeSlot.objects.bulk_create(
        TimeSlot(session=session, starts_at=start, ends_at=start + dt.timedelta(minutes=45), capacity=20, bookable=16)
        for number, session in enumerate(sessions)
        for start in [MORNING + dt.timedelta(minutes=number)]
    )


def read_page(client, query, **headers):
    answer = client.get(f"{reverse('programme')}?{query}", headers=headers)
    assert answer.status_code == 200
    return answer


def list_slugs(answer):
    return re.findall(r'data-favourite="(session-\d+)"', answer.content.decode().partition('class="grid-view"')[0])


def turn_pages(client, query):
    """Follow "go on" from page to page; return what each answers."""
    answers = [read_page(client, query)]
    while following := (answers[-1].context["pages"] or {}).get("next"):
        assert re.search(rf'rel="next"\s+href="{re.escape(escape(following["url"]))}"', answers[-1].content.decode())
        answers.append(read_page(client, following["url"].partition("?")[2]))
    return answers


def test_every_session_is_on_one_of_the_pages_and_each_page_is_bounded(client, full_day):
    answers = turn_pages(client, f"day={DAY}")
    assert len(answers) == SESSIONS / result_pages.ROWS_OF_PAGE
    found = [slug for answer in answers for slug in list_slugs(answer)]
    assert sorted(found) == [f"session-{number:03d}" for number in range(SESSIONS)]
    assert max(len(answer.content) for answer in answers) < MOST_BYTES
    assert all(answer.context["sessions"] == SESSIONS for answer in answers)


def test_pages_keep_the_filters(client, full_day):
    answers = turn_pages(client, f"day={DAY}&kind=lecture&open=1")
    assert len(answers) == 3
    assert {int(slug[-3:]) % 2 for answer in answers for slug in list_slugs(answer)} == {0}
    assert answers[1].context["pages"]["previous"]["url"].endswith(f"?day={DAY}&kind=lecture&open=1")


def test_a_filter_begins_at_the_first_page_again(client, full_day):
    answer = read_page(client, f"day={DAY}&page=3")
    assert "page=" not in urlencode([("", tab["url"]) for tab in answer.context["tabs"]])
    assert 'name="page"' not in answer.content.decode()


@pytest.mark.parametrize(("number", "shown"), [("2", 2), ("99", 5), ("0", 5), ("-1", 5), ("zwei", 1), ("", 1)])
def test_a_page_that_is_none_leads_to_one(client, full_day, number, shown):
    assert read_page(client, f"day={DAY}&page={number}").context["pages"]["number"] == shown


def test_a_link_followed_by_htmx_brings_the_page_and_its_address(client, full_day):
    answer = read_page(client, f"day={DAY}&page=2", **SWAP)
    body = answer.content.decode()
    assert "<html" not in body
    assert answer["HX-Push-Url"].endswith(f"?day={DAY}&page=2")
    assert re.search(r'id="page-2"\s+href="[^"]+"\s+aria-current="page"', body)
    assert body.count('aria-current="page"') == 2  # the day and the page
    assert "101–200" in re.search(r"<p data-result-count>.*?</p>", body, re.DOTALL).group()


def test_pages_are_named_by_the_time_they_begin_with(client, full_day):
    items = read_page(client, f"day={DAY}").context["pages"]["items"]
    assert [item["slot"].starts_at for item in items] == [
        MORNING + dt.timedelta(minutes=number) for number in range(0, SESSIONS, result_pages.ROWS_OF_PAGE)
    ]


@pytest.mark.django_db(transaction=True)  # in one, PostgreSQL is asked twice for the generation
def test_a_page_asks_two_queries_whichever_it_is(client, full_day, without_page_cache):
    read_page(client, f"day={DAY}")
    for number in (1, 3, 5):
        with CaptureQueriesContext(connection) as queries:
            read_page(client, f"day={DAY}&page={number}")
        assert len(queries) == 2
    public_cache.forget_everything()


def test_a_short_programme_has_one_page_without_links(client, full_day):
    EventSession.objects.exclude(slug__lt="session-100").update(status="draft")
    answer = read_page(client, f"day={DAY}")
    assert answer.context["pages"] == {}
    assert "result-pages" not in answer.content.decode()


def test_a_row_of_many_times_fills_a_page():
    rows = [WeekRow(None, "morning", None, range(times)) for times in (100, 60, 200)]
    assert [len(page) for page in result_pages.split_rows(rows)] == [1, 1, 1]
