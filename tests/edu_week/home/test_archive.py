"""After the week: pictures, and each day's sessions to be read back."""

import pytest
from django.urls import reverse

from content.models import Picture
from events.models import EventSession, TimeSlot, WeekDay
from schools.models import School
from tests.edu_week.home.home_records import make_session, make_week, portal_time
from tests.edu_week.test_public_pictures import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    return make_week()


@pytest.fixture
def after(client, clock_at):
    def read():
        clock_at("2025-05-20T09:30")
        response = client.get(reverse("home"))
        names = response.context.keys()
        given = {name: response.context[name] for name in names}
        return given | {"html": response.content.decode()}

    return read


def test_a_picture_stands_with_its_session_its_description_and_who_took_it(week, after):
    shown = picture("学生在工作台前")
    Picture.objects.update(credit="示例摄影")
    make_session(week, picture=shown)
    found = after()
    assert [entry["picture"] for entry in found["pictures"]] == [shown]
    for words in ('id="h-pictures"', 'alt="学生在工作台前"', "示例摄影"):
        assert words in found["html"]


def test_a_schools_picture_comes_after_those_of_sessions_and_none_twice(week, after):
    own, schools = picture("活动"), picture("学校")
    host = School.objects.create(slug="host", name="主办学校", group="city", status="published", picture=schools)
    hidden = School.objects.create(slug="hidden", name="未公开", group="city", status="draft", picture=picture("不该看到"))
    make_session(week, "first", host_school=host)
    make_session(week, "second", picture=own, host_school=host)
    make_session(week, "third", host_school=hidden)
    assert [entry["picture"] for entry in after()["pictures"]] == [own, schools]


def test_without_pictures_or_sessions_there_are_no_such_sections(week, after):
    html = after()["html"]
    assert "h-pictures" not in html
    assert "h-archive" not in html


def test_each_day_leads_to_its_programme_with_what_was_reported_first(week, after):
    make_session(week, "sample", start="05-13T09:00", end="05-13T10:00", source="sample")
    make_session(week, "told", start="05-13T10:00", end="05-13T11:00", source="article")
    WeekDay.objects.create(week=week, date="2025-05-13", theme="职普融通", sample_fields=["theme"], source="article")
    found = after()
    (day,) = found["archive"]
    assert [row.session.slug for row in day["archived"]] == ["told", "sample"]
    assert f"{reverse('programme')}?day=2025-05-13" in found["html"]
    assert "职普融通" in found["html"]


def test_a_cancelled_session_is_counted_but_not_told(week, after):
    make_session(week, "off")
    make_session(week, "held")
    TimeSlot.objects.filter(session__slug="off").update(cancelled_at=portal_time("05-12T09:00"), cancel_reason="大风")
    (day,) = after()["archive"]
    assert ([row.session.slug for row in day["archived"]], day["count"]) == (["held"], 2)


def test_the_archive_offers_no_booking(week, after):
    make_session(week)
    html = after()["html"]
    assert reverse("session_book", args=[EventSession.objects.get().slug]) not in html
    assert "js/seats" not in html
