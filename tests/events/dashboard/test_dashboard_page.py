"""The first page as each role sees it, before, during and after the week, and without one."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from accounts.roles import APPROVER, AUDITOR, BUREAU, SCHOOL, SYSTEM
from events.models import EventSession, TimeSlot
from tests import bulk_bookings

INDEX = "admin:index"


def page_of(client, user) -> str:
    client.force_login(user)
    response = client.get(reverse(INDEX))
    assert response.status_code == 200
    return response.content.decode()


def member(role) -> User:
    user = User.objects.create_user("person", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def test_bobs_page_shows_nothing_of_another_school(client, scene):
    html = page_of(client, scene.bob)
    pending = scene.own.slot.bookings.get(state="pending")
    for shown in (scene.own.session.title, f"/booking/{pending.pk}/", f"/timeslot/{scene.own.slot.pk}/"):
        assert shown in html
    for hidden in (scene.other.session.title, scene.other.school.name, f"/timeslot/{scene.other.slot.pk}/"):
        assert hidden not in html
    for booking in scene.other.slot.bookings.all():
        assert f"/booking/{booking.pk}/" not in html


@pytest.mark.parametrize(
    ("role", "seen", "unseen"),
    [
        (BUREAU, ("per-day", "待审核的班级", "待电话通知", "全周已到", "打开现场核验"), ()),
        (AUDITOR, ("per-day", "待审核的班级", "待电话通知", "全周已到"), ("打开现场核验", "电话代约")),
        (APPROVER, ("per-day", "待审核的班级"), ("待电话通知", "全周已到", "/admin/events/arrival/", "/admin/events/notice/")),
        (SYSTEM, ("要打理什么",), ("per-day", "预约", "今天")),
    ],
)
def test_each_role_sees_the_numbers_it_may(client, scene, role, seen, unseen):
    html = page_of(client, member(role)).partition("<main")[2]
    for words in seen:
        assert words in html
    for words in unseen:
        assert words not in html


def test_editor_without_a_school_is_told_so(client, scene):
    html = page_of(client, member(SCHOOL))
    assert "还没有关联学校" in html
    assert scene.own.session.title not in html


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2025-05-08T09:00", "活动周5月12日 周一开始，还有4天"),
        ("2025-06-20T09:00", "活动周已于5月18日 周日结束"),
        ("2025-05-14T09:00", "5月14日 周三 09:00"),
    ],
)
def test_page_says_where_the_week_stands(client, scene, clock_at, now, words):
    clock_at(now)
    assert words in page_of(client, scene.alice)


def test_without_a_week_the_page_says_what_to_do_first(client, db, clock_at):
    clock_at("2025-05-13T09:30")
    html = page_of(client, User.objects.create_superuser("alice"))
    assert reverse("admin:events_activityweek_add") in html.partition("<main")[2].partition('class="everything"')[0]


def test_day_without_sessions_offers_to_add_one(client, scene, clock_at):
    clock_at("2025-05-17T09:30")
    assert f'href="{reverse("admin:events_eventsession_add")}">添加活动' in page_of(client, scene.alice)


@pytest.mark.usefixtures("without_public_cache")
@pytest.mark.parametrize("who", ["alice", "bob"])
def test_queries_do_not_grow(client, scene, django_assert_num_queries, django_assert_max_num_queries, who):
    user = getattr(scene, who)
    page_of(client, user)
    with django_assert_max_num_queries(30) as few:
        client.get(reverse(INDEX))
    slots = bulk_bookings.add_slots(scene, schools=3, sessions=3, slots=7)
    bulk_bookings.add_bookings(scene, slots, range(200))
    EventSession.objects.filter(slug__endswith="-1").update(status="review")
    assert TimeSlot.objects.count() > 60
    with django_assert_num_queries(len(few)):
        client.get(reverse(INDEX))
