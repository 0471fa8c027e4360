import pytest
from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from alumni.models import Graduate
from edu_week.home.views import split_display_number
from events.models import Announcement, EventSession
from schools.models import Figure
from tests.edu_week.home.home_records import TALK, make_home_records, make_session, portal_time
from tests.page_text import html_without_breaks

pytestmark = pytest.mark.django_db

SETTING_CONSTRAINTS = connection.vendor == "postgresql"  # within a test's transaction, so that the generation is its own
GENERATION_AND_PLACES = 2  # what is read until a public record changes
BEFORE, DURING, AFTER = "2025-05-07T09:30", "2025-05-13T10:10", "2025-05-20T09:30"


def page(client, language=""):
    with override("zh-hans"):
        address = f"{language}{reverse('home')}"
    response = client.get(address)
    assert response.status_code == 200
    return response


def test_home_before_counts_the_days_and_offers_what_can_be_booked(client, clock_at):
    make_home_records()
    clock_at(BEFORE)
    response = page(client)
    assert response.context["days_left"] == 5
    assert [row.session.slug for row in response.context["bookable"]] == ["acupuncture"]
    assert "data-countdown-to" not in response.content.decode()


def test_home_counts_the_hours_on_the_last_day_before(client, clock_at):
    make_home_records()
    clock_at("2025-05-11T09:30")
    assert "data-countdown-to" in page(client).content.decode()


def test_home_during_shows_what_is_on_and_what_is_next(client, clock_at):
    make_home_records()
    clock_at(DURING)
    response = page(client)
    assert [row.session.slug for row in response.context["on_now"]] == ["acupuncture"]
    assert [row.session.slug for row in response.context["coming"]] == ["rc-cars"]


def test_home_after_tells_what_was_reported_and_offers_no_booking(client, clock_at):
    make_home_records()
    clock_at(AFTER)
    response = page(client)
    words = html_without_breaks(response)
    assert "bookable" not in response.context
    assert "seat-meter" not in words
    for fact in ("榆次一中", TALK, "教师李辛未讲解中医针灸知识。"):
        assert fact in words


def test_home_shows_figures_in_the_words_of_the_report(client, clock_at):
    make_home_records()
    clock_at(DURING)
    words = html_without_breaks(page(client))
    assert "近500名" in words
    assert "初中年级近500名学生" in words


@pytest.mark.parametrize("moment", [BEFORE, DURING, AFTER])
def test_home_stands_with_only_a_week(client, clock_at, moment):
    week = make_home_records()
    EventSession.objects.update(status="draft")
    week.reported_visits.all().delete()
    week.announcements.all().delete()
    clock_at(moment)
    words = html_without_breaks(page(client))
    for heading in ("h-open", "h-now", "h-feat", "h-look", "h-news", "h-class"):
        assert f'id="{heading}"' not in words


def test_home_without_a_week_is_calm(client):
    assert "empty-state" in page(client).content.decode()


def test_home_in_english_marks_chinese(client, clock_at):
    make_home_records()
    clock_at(DURING)
    words = html_without_breaks(page(client, "/en"))
    assert "Jinzhong 2025 Vocational Education Week" in words
    assert '<span lang="zh">中医针灸知识讲解</span>' in words


@pytest.mark.parametrize(("moment", "queries"), [(BEFORE, 24), (DURING, 24), (AFTER, 27)])
@pytest.mark.parametrize("more", [0, 3])
def test_home_asks_a_fixed_number_of_queries(
    client, clock_at, without_page_cache, django_assert_num_queries, moment, queries, more
):
    week = make_home_records()
    for number in range(more):
        make_session(week, f"more-{number}", f"体验{number}")
    clock_at(moment)
    with django_assert_num_queries(queries + SETTING_CONSTRAINTS):
        page(client)
    with django_assert_num_queries(GENERATION_AND_PLACES + SETTING_CONSTRAINTS):
        page(client)


LONG_NEWS = """请家长和同学提前十五分钟到场，从东门进入，凭预约凭证签到。没有预约的，可以现场看余位。

当天停车位有限，请尽量坐公交来。带班老师请在服务台领取手册，听从志愿者安排。

- 体验区请穿平底鞋
- 实训车间不允许带食物

如有变化，我们会在这里告诉你，也会通知已经预约的人，请留意短信。"""


def announce(slug, **fields):
    values = {"title": slug, "publish_at": portal_time("05-02T08:00"), "status": "published"} | fields
    return Announcement.objects.create(slug=slug, **values)


def test_the_newest_announcement_is_open_and_longer_older_ones_are_folded(client, clock_at):
    week = make_home_records()
    for hour, slug in enumerate(["older", "newest"]):
        announce(slug, week=week, body=LONG_NEWS, publish_at=portal_time(f"05-03T{hour + 8:02}:00"))
    clock_at(DURING)
    words = html_without_breaks(page(client))
    assert words.count("<li>体验区请穿平底鞋</li>") == 2
    assert words.count('<details class="news__more">') == 1
    assert words.index('id="newest"') < words.index("news__more")


@pytest.mark.parametrize("moment", [BEFORE, DURING, AFTER])
def test_an_urgent_announcement_is_the_banner_and_not_in_the_list(client, clock_at, moment):
    make_home_records()
    announce("storm", title="大风" * 40, body="请听从现场指示" * 17, is_urgent=True)
    clock_at(moment)
    words = html_without_breaks(page(client))
    assert words.count("大风" * 40) == 1
    assert words.index('class="urgent-bar"') < words.index('id="main"')


@pytest.mark.parametrize("moment", [BEFORE, DURING, AFTER])
def test_home_has_no_empty_sections(client, clock_at, moment):
    make_home_records()
    for model in (Announcement, Figure, Graduate):
        model.objects.all().delete()
    clock_at(moment)
    words = html_without_breaks(page(client))
    for heading in ("h-news", "h-num", "h-graduates"):
        assert f'id="{heading}"' not in words


def test_the_introduction_is_read_before_the_week(client, clock_at):
    week = make_home_records()
    week.introduction = "**全市**的活动周。"
    week.save()
    clock_at(BEFORE)
    assert "<strong>全市</strong>的活动周。" in page(client).content.decode()


@pytest.mark.parametrize(
    ("display", "parts"),
    [
        ("近500名", ("近", "500", "名")),
        ("2.4万余名", ("", "2.4万", "余名")),
        ("半壁江山", ("", "半壁江山", "")),
        ("more than 24,000", ("more than ", "24,000", "")),
    ],
)
def test_cut_keeps_every_character(display, parts):
    assert split_display_number(display) == parts
