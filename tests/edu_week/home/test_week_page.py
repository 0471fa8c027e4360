"""Editions that are no longer the one shown keep a page of their own, and their sessions lead to it."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse

from events.models import TimeSlot, Venue
from tests.edu_week.home.home_records import make_session, make_week, portal_time
from tests.factories import DayFactory, EventSessionFactory, TimeSlotFactory, WeekFactory

pytestmark = pytest.mark.django_db
PAST = {"starts_on": dt.date(2024, 5, 13), "ends_on": dt.date(2024, 5, 19), "is_current": False}
COMING = {"starts_on": dt.date(2026, 5, 11), "ends_on": dt.date(2026, 5, 17), "is_current": False}


@pytest.fixture(autouse=True)
def now(clock_at):
    return clock_at("2025-05-13T09:30")


@pytest.fixture
def past():
    """Of its first day more sessions than the home page names."""
    week = WeekFactory(slug="week-2024", name="2024年活动周", introduction="去年的**介绍**。", **PAST)
    DayFactory(week=week, date=PAST["starts_on"], theme="开幕")
    for number in range(5):
        session = EventSessionFactory(week=week, slug=f"past-{number}", title=f"往届第{number}场")
        TimeSlotFactory(session=session, starts_at=portal_time("05-13T09:00").replace(year=2024))
    return week


def read(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def test_a_past_week_tells_everything_it_had_and_the_home_page_leads_there(client, past):
    week = make_week()
    make_session(week, title="今年的一场")
    html = read(client, "week_detail", past.slug)
    assert [f"往届第{number}场" in html for number in range(5)] == [True] * 5
    for words in ("2024年活动周", "<strong>介绍</strong>", "开幕", "2024 · "):
        assert words in html
    assert "今年的一场" not in html
    assert f'href="/weeks/{past.slug}/"' in read(client, "home")
    assert "/weeks/" not in read(client, "programme")


def test_a_past_week_is_read_back_with_hours_places_and_marks(client, past):
    TimeSlot.objects.filter(session__slug="past-0").update(sample_fields=["day"])
    archive = read(client, "week_detail", past.slug).partition('id="h-archive"')[2]
    assert archive.count("09:00–10:00") == 5
    assert all(name in archive for name in Venue.objects.values_list("name", flat=True))
    assert archive.count('<span class="sample-tag">示例：日期</span>') == 1
    assert "/book/" not in archive


def test_between_two_editions_the_past_one_is_still_found(client, past):
    assert f'href="/weeks/{past.slug}/"' in read(client, "home")


def test_a_session_of_a_past_week_says_so_and_leads_there_and_not_to_todays_programme(client, past):
    week = make_week()
    crumbs = read(client, "session_detail", "past-1").partition('class="crumbs"')[2].partition("</ol>")[0]
    assert f'href="/weeks/{past.slug}/"' in crumbs
    assert "/events/" not in crumbs
    make_session(week)
    said = ["不是本届" in read(client, "session_detail", slug) for slug in ("past-1", "acupuncture")]
    assert said == [True, False]


def test_the_edition_shown_is_the_home_page_and_drafts_are_nobodys(client, past):
    week = make_week()
    WeekFactory(slug="draft", name="草稿", status="draft", **PAST)
    assert client.get(reverse("week_detail", args=[week.slug]))["Location"] == "/"
    for slug in ("draft", "no-such-week"):
        assert client.get(reverse("week_detail", args=[slug])).status_code == 404


def test_a_week_to_come_is_not_called_an_earlier_one(client, past):
    make_week()
    coming = WeekFactory(slug="week-2026", name="2026年活动周", **COMING)
    assert "/weeks/week-2026/" not in read(client, "home")
    assert "活动周已经结束" not in read(client, "week_detail", coming.slug)
    assert "活动周已经结束" in read(client, "week_detail", past.slug)


@pytest.mark.usefixtures("without_page_cache")
@pytest.mark.parametrize("sessions", [1, 9])
def test_the_page_asks_as_often_for_many_sessions_as_for_one(
    client, past, without_page_cache, django_assert_num_queries, sessions
):
    for _session in range(sessions):
        session = EventSessionFactory(week=past)
        TimeSlotFactory(session=session, starts_at=portal_time("05-14T09:00").replace(year=2024))
    setting_constraints = connection.vendor == "postgresql"  # within a test's transaction, so that the generation is its own
    with django_assert_num_queries(21 + setting_constraints):
        read(client, "week_detail", past.slug)
    with django_assert_num_queries(3 + setting_constraints):  # the generation, the week, its places
        read(client, "week_detail", past.slug)
