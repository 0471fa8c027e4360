"""Counts beside the filters, words however typed, and the ways out of an empty programme."""

import datetime as dt

import pytest
from django.urls import reverse

from events.models import Audience, EventSession
from events.programme import page_context
from tests.conftest import SHANGHAI
from tests.factories import EventSessionFactory, SchoolFactory, TimeSlotFactory
from tests.factories.schools import DistrictFactory

pytestmark = pytest.mark.django_db


def slot(session, at, **more):
    start = dt.datetime.fromisoformat(f"2025-05-{at}").replace(tzinfo=SHANGHAI)
    return TimeSlotFactory(session=session, starts_at=start, **more)


@pytest.fixture
def week(clock_at):
    """On the 13th an open experience and a full lecture; on the 16th another lecture that is open."""
    clock_at("2025-05-12T09:00")
    yuci, taigu = DistrictFactory(slug="yuci"), DistrictFactory(slug="taigu")
    school = SchoolFactory(slug="health", name="卫生学校")
    needles = EventSessionFactory(slug="needles", title="针灸体验", host_school=school, district=yuci)
    needles.audiences.set([Audience.Code.FAMILY])
    slot(needles, "13T09:30")
    slot(needles, "13T14:30")
    talk = EventSessionFactory(slug="talk", title="烘焙讲座", kind="lecture", district=taigu)
    slot(talk, "13T09:30", capacity=1, places_taken=1)
    later = EventSessionFactory(slug="later", title="护理讲座", kind="lecture", district=taigu)
    slot(later, "16T09:30")
    return later.week


def programme(client, **query):
    answer = client.get(reverse("programme"), query)
    assert answer.status_code == 200
    return answer.context


def slugs(context):
    return {row.session.slug for day in context["days"] for _part, rows in day["parts"] for row in rows}


def counts(context, name):
    return {choice["value"]: choice["count"] for choice in context["choices"][name] if choice["count"]}


@pytest.mark.parametrize("typed", ["针灸", "zhenjiu", "ZhenJiu", "ｚｈｅｎｊｉｕ", "zhen jiu", "zj", "ＺＪ", "tiyan 针灸"])
def test_words_are_found_however_they_are_typed(client, week, typed):
    assert slugs(programme(client, q=typed)) == {"needles"}


def test_every_filter_says_how_many_sessions_it_gives(client, week):
    found = programme(client, day="2025-05-13")
    assert counts(found, "kind") == {"experience": 1, "lecture": 1}
    assert counts(found, "school") == {"health": 1}
    assert counts(found, "district") == {"yuci": 1, "taigu": 1}
    assert counts(found, "audience") == {"family": 1}
    assert (found["sessions"], found["open_count"]) == (2, 1)


def test_counts_of_what_can_still_be_booked_count_only_that(client, week):
    found = programme(client, day="2025-05-13", open="1")
    assert slugs(found) == {"needles"}
    assert counts(found, "kind") == {"experience": 1}
    assert counts(found, "district") == {"yuci": 1}
    assert {tab["date"].day: tab["count"] for tab in found["tabs"] if tab["count"]} == {13: 1, 16: 1}


def test_an_empty_programme_says_which_filter_to_take_away(client, week):
    found = programme(client, day="2025-05-13", kind="experience", district="taigu")
    assert [(suggestion.name, suggestion.label, suggestion.count) for suggestion in found["filter_suggestions"]] == [
        ("kind", "职业体验", 1),
        ("district", str(DistrictFactory._meta.model.objects.get(slug="taigu")), 1),
    ]
    assert all(slugs(client.get(suggestion.url).context) for suggestion in found["filter_suggestions"])


def test_an_empty_programme_offers_the_nearest_day_that_has_something(client, week):
    found = programme(client, day="2025-05-14", kind="lecture")
    assert (found["nearest_day"].label, found["nearest_day"].count) == (dt.date(2025, 5, 13), 1)
    found = programme(client, day="2025-05-14", kind="lecture", open="1")
    assert slugs(client.get(found["nearest_day"].url).context) == {"later"}


def test_a_day_without_sessions_needs_no_filter_to_lead_on(client, week):
    answer = client.get(reverse("programme"), {"day": "2025-05-18"})
    assert "这一天没有活动" in answer.content.decode()
    assert answer.context["nearest_day"].label == dt.date(2025, 5, 16)


def test_words_that_nothing_has_lead_to_words_that_sound_alike(client, week):
    found = programme(client, q="zenjiu", day="2025-05-13")
    assert [suggestion.label for suggestion in found["search_suggestions"]] == ["针灸"]
    assert slugs(client.get(found["search_suggestions"][0].url).context) == {"needles"}


def test_nothing_at_all_still_has_a_way_out(client, week):
    answer = client.get(reverse("programme"), {"q": "xyzzy", "kind": "contest"})
    names = ("filter_suggestions", "nearest_day", "search_suggestions")
    assert [answer.context[name] for name in names] == [[], None, []]
    assert answer.context["clear_url"] in answer.content.decode().replace("&amp;", "&")


@pytest.mark.parametrize("query", [{"kind": "lecture", "day": "2025-05-17"}, {"q": "zenjiu", "open": "1", "district": "yuci"}])
@pytest.mark.parametrize("more", [0, 5])
def test_an_empty_programme_asks_a_fixed_number_of_queries(client, week, django_assert_max_num_queries, query, more):
    for number in range(more):
        slot(EventSessionFactory(title=f"针灸{number}", kind="visit"), "13T10:00")
    client.get(reverse("programme"), query)
    with django_assert_max_num_queries(25):
        client.get(reverse("programme"), query)


def test_the_calendar_file_keeps_the_filters(client, week):
    url = programme(client, day="2025-05-13", kind="lecture")["calendar_url"]
    assert url.endswith("/events/calendar.ics?day=2025-05-13&kind=lecture")
    assert programme(client, day="all")["calendar_url"].endswith("/events/calendar.ics")


def test_the_page_works_with_no_week_at_all(client):
    assert not EventSession.objects.exists()
    assert "empty-state" in client.get(reverse("programme")).content.decode()


def test_what_no_session_of_the_week_has_is_not_offered_unless_it_is_chosen(client, week):
    DistrictFactory(slug="lingshi")
    offered = lambda **query: [choice["value"] for choice in programme(client, **query)["choices"]["district"]]  # noqa: E731
    assert sorted(offered(day="2025-05-16")) == ["taigu", "yuci"]  # also of those who have nothing on the day
    assert sorted(offered(district="lingshi")) == ["lingshi", "taigu", "yuci"]
    assert [choice["value"] for choice in programme(client)["choices"]["kind"]] == ["experience", "lecture"]


def make_choices(*counts, chosen=()):
    return [{"value": number, "count": count, "chosen": number in chosen} for number, count in enumerate(counts)]


def test_too_many_schools_are_left_out_unless_the_other_filters_leave_few(monkeypatch):
    monkeypatch.setattr(page_context, "MOST_SCHOOLS", 2)
    values = [
        [choice["value"] for choice in page_context.limit_choices(choices)]
        for choices in (
            make_choices(0, 0),
            make_choices(0, 5, 0, 1),
            make_choices(1, 5, 0, 1),
            make_choices(1, 5, 0, 1, chosen=[2]),
        )
    ]
    assert values == [[0, 1], [1, 3], [], [2]]
