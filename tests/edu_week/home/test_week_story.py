"""The story of a week: its page, what leads there, and what is left out."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from content.phrases import BREAK, mark_phrases
from edu_week.home.week_story import list_story_sections, mark_days, reported_days, sort_by_mention
from events.models import StorySection
from tests.edu_week.home.home_records import TALK, make_home_records, make_week
from tests.factories import (
    DistrictFactory,
    FigureFactory,
    GraduateFactory,
    IndustryCollegeFactory,
    SchoolFactory,
    StorySectionFactory,
    VisitFactory,
    WeekFactory,
)
from tests.page_text import html_without_breaks

pytestmark = pytest.mark.django_db
PHASES = {"before": "2025-05-07T09:30", "during": "2025-05-13T10:10", "after": "2025-05-20T09:30"}


@pytest.fixture(autouse=True)
def now(clock_at):
    return clock_at(PHASES["after"])


@pytest.fixture
def week():
    return make_home_records()


def read(client, address, language=""):
    response = client.get(f"{language}{address}")
    assert response.status_code == 200
    return html_without_breaks(response)


def story_url(week):
    with override("zh-hans"):
        return reverse("week_detail", args=[week.slug])


def test_the_week_shown_has_a_page_once_its_story_is_told(client, week):
    section = StorySectionFactory(week=week, status="draft")
    assert client.get(story_url(week))["Location"] == "/"
    section.status = "published"
    section.save()
    page = read(client, story_url(week))
    assert section.title in page
    assert "<strong>正文</strong>" in page


@pytest.mark.parametrize("phase", PHASES)
def test_home_about_and_every_foot_lead_to_the_story_and_the_week_has_its_sentence(client, clock_at, week, phase):
    clock_at(PHASES[phase])
    week.quotations = [{"ref": "a01", "quote": "活动周在晋中职教港举行"}]
    week.save()
    for name in ("home", "about"):
        assert "活动周在晋中职教港举行" in read(client, reverse(name))
        assert story_url(week) not in read(client, reverse(name))
    section = StorySectionFactory(week=week)
    for name in ("home", "about", "privacy"):
        assert f'href="{story_url(week)}"' in read(client, reverse(name))
    home = read(client, reverse("home"))
    assert f'href="{story_url(week)}#{section.slug}"' in home
    is_for_wide_screens = "story-index--wide" in home  # on a phone the programme comes first until the week is over
    assert is_for_wide_screens == (phase != "after")


@pytest.mark.parametrize("phase", PHASES)
def test_a_week_that_is_over_is_not_subscribed_to(client, clock_at, week, phase):
    clock_at(PHASES[phase])
    for name in ("home", "about", "programme"):
        assert (reverse("programme_ics") in read(client, reverse(name))) == (phase != "after")


def test_home_tells_the_days_only_where_there_is_no_story(client, week):
    assert "教师李辛未讲解中医针灸知识。" in read(client, reverse("home"))
    StorySectionFactory(week=week, shows=StorySection.Shows.DAYS)
    assert "教师李辛未讲解中医针灸知识。" not in read(client, reverse("home"))
    page = read(client, story_url(week))
    for words in ("教师李辛未讲解中医针灸知识。", TALK, "榆次一中"):
        assert words in page


@pytest.mark.parametrize(("phase", "has_archive"), [("before", False), ("during", False), ("after", True)])
def test_only_a_week_that_is_over_is_read_back_day_by_day(client, clock_at, week, phase, has_archive):
    clock_at(PHASES[phase])
    StorySectionFactory(week=week)
    assert ('id="h-archive"' in read(client, story_url(week))) == has_archive


def test_a_voice_is_chinese_with_our_rendering_on_the_english_page(client, week):
    StorySectionFactory(
        week=week,
        voice="要根据病情选择",
        voice_en="chosen by the condition",
        speaker="教师",
        speaker_en="teacher",
        quotations=[{"ref": "a17", "quote": "学生们纷纷称奇", "en": "the pupils marvel"}],
    )
    chinese, english = read(client, story_url(week)), read(client, story_url(week), "/en")
    assert '<blockquote lang="zh">“要根据病情选择”</blockquote>' in english
    assert mark_phrases("要根据病情选择").replace(BREAK, "<wbr>") in client.get(story_url(week)).content.decode()
    for words in ("chosen by the condition", "the pupils marvel", "teacher"):
        assert words in english
        assert words not in chinese
    assert english.count("(our translation)") == 2
    assert "教师</figcaption>" in chinese


def test_links_are_public_records_in_the_order_of_the_text(week):
    section = StorySectionFactory(week=week, text="乙校和甲校，先有四十支，后有近20条。")
    first, second = SchoolFactory(name="甲校"), SchoolFactory(name="乙校")
    section.schools.add(first, second, SchoolFactory(name="丙校", status="draft"))
    boats, oars = FigureFactory(display="近20条", order=1), FigureFactory(display="四十支", order=2)
    section.figures.add(boats, oars)
    section.industry_colleges.add(IndustryCollegeFactory(status="draft"))
    (told,) = list_story_sections(week)
    assert told.linked_schools == [second, first]
    assert told.linked_figures == [oars, boats]
    assert told.linked_colleges == told.linked_sessions == []


def test_what_the_text_does_not_name_comes_last():
    schools = [SchoolFactory.build(pk=number, name=name) for number, name in enumerate(("丙校", "甲校", "乙校"))]
    assert [school.name for school in sort_by_mention(schools, "乙校", "name")] == ["乙校", "丙校", "甲校"]


def test_a_number_within_another_is_not_that_number():
    figures = [FigureFactory.build(display=display) for display in ("11", "5所")]
    assert [figure.display for figure in sort_by_mention(figures, "“1+11”：15所和5所，“11”是每县", "display")] == ["5所", "11"]


def test_graduates_stand_where_a_section_shows_them(client, week):
    GraduateFactory(name="顾小帆")
    StorySectionFactory(week=week)
    assert "顾小帆" not in read(client, story_url(week))
    StorySectionFactory(week=week, shows=StorySection.Shows.GRADUATES)
    assert "顾小帆" in read(client, story_url(week))


def test_days_are_marked_and_visits_keep_the_order_of_the_report():
    week = make_week()
    days = {"starts_on": dt.date(2025, 5, 13), "ends_on": dt.date(2025, 5, 15)}
    quotations = [{"ref": "a18", "quote": "甲校、乙校来到职教港"}]
    for slug, name in (("a", "乙校"), ("b", "甲校"), ("c", "丙校")):
        school = SchoolFactory(name=name, status="draft" if name == "丙校" else "published")
        VisitFactory(week=week, slug=slug, school=school, quotations=quotations, **days)
    VisitFactory(week=week, school=None, district=DistrictFactory(), activity="走进职业学校")
    dated, undated = reported_days(week)
    assert [visit.school.name for visit in dated["visits"]] == ["甲校", "乙校"]
    assert dated["marks"] == [False, True, True, True, False, False, False]
    assert undated["marks"] == []
    assert sum(mark_days(week, week.starts_on, week.ends_on)) == 7


def test_the_old_address_of_what_is_no_session_leads_to_the_story(client):
    week = make_week()
    visit = VisitFactory(week=week, school=None, district=DistrictFactory(), former_session="county-visit")
    answer = client.get(reverse("session_detail", args=["county-visit"]))
    assert (answer.status_code, answer["Location"]) == (301, f"{story_url(week)}#{visit.slug}")
    StorySectionFactory(week=week, shows=StorySection.Shows.DAYS)
    assert f'id="{visit.slug}"' in read(client, story_url(week))
    assert client.get(reverse("session_detail", args=["never-was"])).status_code == 404
    week.status = "draft"
    week.save()
    assert client.get(reverse("session_detail", args=["county-visit"])).status_code == 404


def test_a_search_engine_learns_of_the_story(client, week):
    assert story_url(week) not in client.get("/sitemap.xml").content.decode()
    StorySectionFactory(week=week)
    days = {"starts_on": dt.date(2026, 5, 11), "ends_on": dt.date(2026, 5, 17)}
    StorySectionFactory(week=WeekFactory(slug="coming", is_current=False, **days))
    sitemap = client.get("/sitemap.xml").content.decode()
    assert story_url(week) in sitemap
    assert "coming" not in sitemap


@pytest.mark.usefixtures("without_page_cache")
def test_the_page_asks_as_often_for_many_sections_as_for_one(client, week):
    def add_sections(count):
        for section in StorySectionFactory.create_batch(count, week=week, shows=StorySection.Shows.GRADUATES):
            section.schools.add(SchoolFactory())
            section.figures.add(FigureFactory())

    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            read(client, story_url(week))
        return len(queries)

    add_sections(1)
    of_one, again = count_queries(), count_queries()
    add_sections(4)
    assert count_queries() == of_one
    assert again <= 4  # the generation, the week, its places
