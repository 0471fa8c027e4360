"""Programme and session page on the data of the first edition."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from content import clock, public_cache
from edu_week.page_cache import middleware
from events.models import EventSession, TimeSlot
from schools.models import School
from tests.conftest import SHANGHAI
from tests.example_week import load_example_week
from tests.factories import TimeSlotFactory
from tests.page_tree import parse_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def week(monkeypatch):
    load_example_week()
    moment = dt.datetime(2025, 5, 13, 9, 30, tzinfo=SHANGHAI)
    monkeypatch.setattr(clock, "now", lambda: moment)


def page(client, query=""):
    answer = client.get(reverse("programme") + query)
    assert answer.status_code == 200
    return answer


def test_opens_on_today(client, week):
    assert page(client).context["filters"].day == dt.date(2025, 5, 13)


def test_outside_the_week_opens_on_its_first_day(client, week, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2025, 7, 1, tzinfo=SHANGHAI))
    assert page(client).context["filters"].day == dt.date(2025, 5, 12)


@pytest.mark.parametrize(("query", "kept"), [("", "2025-05-13"), ("?day=2025-05-17", "2025-05-17"), ("?day=all", "all")])
def test_filtering_stays_on_the_day_shown(client, week, query, kept):
    (form,) = (form for form in parse_page(page(client, query).content).find_all("form") if form.get("id") == "filters")
    (field,) = (field for field in form.find_all("input") if field.get("name") == "day")  # in it: some browsers know no form=
    assert field["value"] == kept


def test_list_and_timetable_show_a_place_taken_since_they_were_rendered(client, week, without_page_cache):
    answer = page(client, "?day=2025-05-14")
    slot = next(shown.slot for shown in answer.context["grid_places"] if shown.look == "open")
    before = answer.content.decode()
    assert page(client, "?day=2025-05-14").content.decode() == before
    TimeSlot.objects.filter(pk=slot.pk).update(places_taken=slot.bookable)  # as a booking does: the generation stays
    after = page(client, "?day=2025-05-14").content.decode()
    (list_before, grid_before), (list_after, grid_after) = (
        html.partition('class="list-view"')[2].split('class="grid-view"') for html in (before, after)
    )
    assert grid_after.count("grid-session--full") == grid_before.count("grid-session--full") + 1
    assert list_after.count("status--full") == list_before.count("status--full") + 1


def test_a_filter_without_a_day_searches_the_week(client, week):
    answer = page(client, "?kind=exhibition&kind=lecture")
    kinds = {row.session.kind for day in answer.context["days"] for _part, rows in day["parts"] for row in rows}
    assert answer.context["filters"].day is None
    assert kinds == {"exhibition", "lecture"}


@pytest.mark.parametrize("query", ["?day=x", "?kind=x", "?school=%00", "?q=%00", "?day=2025-02-31", "?q=" + "a" * 10_000])
def test_nonsense_is_never_an_error(client, week, query):
    page(client, query)


@pytest.mark.parametrize("query", ["?kind=nonsense", "?day=2030-01-01"])
def test_unknown_values_are_left_out_and_said(client, week, query):
    answer = page(client, query)
    assert answer.context["form"].has_unknown_values
    assert "1月1日" not in answer.content.decode()


def test_the_title_names_the_day_after_the_programme(client, week):
    assert "<title>5月13日 周二 日程 · " in client.get("/events/?day=2025-05-13").content.decode()
    assert "<title>Programme, Tue 13 May · " in client.get("/en/events/?day=2025-05-13").content.decode()


def test_nothing_found(client, week):
    assert "empty-state" in page(client, "?q=zzzzzz").content.decode()


SWAP = {"HX-Request": "true"}


def test_a_change_of_filters_swaps_results_days_and_counts(client, week):
    answer = client.get(reverse("programme"), {"kind": "lecture", "school": "", "day": "2025-05-13"}, headers=SWAP)
    body = answer.content.decode()
    assert "<html" not in body
    parts = {"days", "f-day", "kinds", "more-filters", "open-only", "filter-count"}
    assert {part for part in parts if f'id="{part}"' in body} == parts
    assert body.count('hx-swap-oob="true"') == len(parts)
    assert "<title>" in body
    assert answer["HX-Push-Url"] == reverse("programme") + "?day=2025-05-13&kind=lecture"
    assert {"HX-Request", "HX-History-Restore-Request"} <= set(answer["Vary"].replace(" ", "").split(","))


def test_a_link_that_changes_filters_swaps_the_words_too_since_it_may_have_taken_them_away(client, week):
    linked = client.get(reverse("programme"), {"day": "2025-05-13"}, headers=SWAP | {"HX-Boosted": "true"})
    typed = client.get(reverse("programme"), {"day": "2025-05-13"}, headers=SWAP)
    assert 'id="f-q"' in linked.content.decode()
    assert 'id="f-q"' not in typed.content.decode()
    assert "HX-Boosted" in linked["Vary"]


def test_days_swapped_in_keep_the_filters(client, week):
    tabs = client.get(reverse("programme"), {"kind": "lecture", "day": "all"}, headers=SWAP).context["tabs"]
    assert tabs[0]["url"].endswith("?day=2025-05-12&kind=lecture")


def test_the_back_button_gets_a_whole_page(client, week):
    answer = client.get(reverse("programme"), headers=SWAP | {"HX-History-Restore-Request": "true"})
    assert "<html" in answer.content.decode()


def test_each_filter_can_be_taken_away(client, week):
    answer = page(client, "?day=2025-05-13&kind=lecture&kind=visit&q=针灸&open=1")
    active = {item["label"]: item["url"] for item in answer.context["active"]}
    assert len(active) == 4
    assert "kind=visit" in active["讲座"]
    assert "kind=lecture" not in active["讲座"]
    assert "q=" not in active["针灸"]
    assert all("day=2025-05-13" in url for url in active.values())


def test_several_schools_of_a_shared_address_stay(client, week):
    schools = list(School.objects.published().exclude(group=School.Group.VISITING).values_list("slug", flat=True)[:2])
    body = page(client, f"?day=all&school={schools[0]}&school={schools[1]}").content.decode()
    assert f'<input type="hidden" name="school" value="{schools[1]}">' in body


@pytest.mark.parametrize(("query", "offered"), [("?q=针灸&day=2025-05-13", True), ("?q=针灸", False), ("?day=2025-05-13", False)])
def test_words_searched_on_one_day_can_be_searched_in_the_week(client, week, query, offered):
    assert bool(page(client, query).context["week_url"]) == offered


def test_every_session_has_a_page(client, week):
    for session in EventSession.objects.published():
        assert client.get(reverse("session_detail", args=[session.slug])).status_code == 200


def test_an_unpublished_session_is_unknown(client, week):
    session = EventSession.objects.published().first()
    EventSession.objects.filter(pk=session.pk).update(status=EventSession.Status.DRAFT)
    assert client.get(reverse("session_detail", args=[session.slug])).status_code == 404
    assert client.get(reverse("availability_json"), {"session": session.slug}).status_code == 404


def test_queries_do_not_grow_with_the_sessions(client, week, without_page_cache):
    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as found:
            page(client, "?day=2025-05-13")
        return len(found)

    page(client)
    public_cache.forget_everything()
    middleware.forget_everything()
    before = count()
    slot = TimeSlot.objects.filter(starts_at__date=dt.date(2025, 5, 13)).first()
    for number in range(40):
        session = EventSession.objects.get(pk=slot.session_id)
        session.pk, session.slug, session._state.adding = None, f"copy-{number}", True
        session.save()
        TimeSlot.objects.create(session=session, starts_at=slot.starts_at, ends_at=slot.ends_at)
    assert count() == before


def test_a_session_that_is_over_offers_nothing(client, clock_at):
    slot = TimeSlotFactory(session__slug="lacquer", session__what_to_bring="长裤")
    clock_at("2025-05-17T10:29")
    ahead = client.get("/events/lacquer/").content.decode()
    assert "/events/lacquer/calendar.ics" in ahead
    assert "来之前看一眼" in ahead
    clock_at("2025-05-17T10:30")
    page = client.get("/events/lacquer/").content.decode()
    assert "已结束" in page
    for offer in ("/events/lacquer/calendar.ics", "/events/lacquer/book/", "来之前看一眼", "也可到现场", "长裤", "开放预约"):
        assert offer not in page
    form = client.get(f"/events/lacquer/book/?slot={slot.pk}").content.decode()
    assert "这项活动已经结束。" in form
    assert "请另选时段" not in form
    assert '<form method="post"' not in form


def test_the_programme_of_a_week_that_is_over_offers_no_calendar_and_no_places(client, clock_at):
    TimeSlotFactory()
    offers = ("加入日历", 'id="f-open"', "余席每20秒更新")
    clock_at("2025-05-18T09:00")
    page = client.get("/events/").content.decode()
    assert all(offer in page for offer in offers)
    clock_at("2025-05-19T09:00")
    for page in (client.get("/events/"), client.get("/events/", headers={"HX-Request": "true"})):
        assert not any(offer in page.content.decode() for offer in offers)


def test_the_page_of_a_session_leads_with_its_drawings(client, week):
    page_of = lambda slug: client.get(reverse("session_detail", args=[slug])).content.decode()  # noqa: E731
    assert page_of("four-crafts-route").count('class="craft craft--') == 4
    assert "#art-car" in page_of("rc-car-show")


def test_each_slot_has_one_button_and_the_head_says_that_there_is_room(client, clock_at):
    clock_at("2025-05-14T09:00")
    few = TimeSlotFactory(session__slug="lacquer", places_taken=9)
    roomy = TimeSlotFactory(session=few.session, starts_at=few.starts_at + dt.timedelta(hours=2))
    page = client.get("/events/lacquer/").content.decode()
    assert [page.count(f'href="/events/lacquer/book/?slot={slot.pk}') for slot in (few, roomy)] == [1, 1]
    head = page.partition('class="page-head"')[2].partition('id="slots"')[0]
    assert "可预约" in head
    assert "余席不多" not in head


def test_the_opening_is_told_once(client, clock_at):
    clock_at("2025-05-09T09:00")
    slot = TimeSlotFactory(session__slug="lacquer")
    other = TimeSlotFactory(session=slot.session, starts_at=slot.starts_at + dt.timedelta(hours=2))
    main = client.get("/events/lacquer/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert main.count("5月10日 08:00开放") == main.count("data-countdown-to") == 1
    TimeSlot.objects.filter(pk=other.pk).update(
        starts_at=other.starts_at + dt.timedelta(days=1), ends_at=other.ends_at + dt.timedelta(days=1)
    )
    main = client.get("/events/lacquer/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert main.count("5月10日 08:00开放") == main.count("5月11日 08:00开放") == 1


def test_nothing_that_is_booked_says_that_it_needs_no_booking(week):
    words = re.compile("不必.{0,4}预约|不用预约|无需预约|免预约|no need to book|no booking", re.IGNORECASE)
    for session in EventSession.objects.exclude(booking_mode="none"):
        texts = (session.title, session.summary, session.summary_en, session.description, session.description_en, *session.tags)
        assert not [text for text in texts if words.search(text)], session.slug
