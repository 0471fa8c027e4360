"""The first of three pages: what the next edition is called, when it begins, and what it takes over."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import ActivityWeek, EventSession, TimeSlot
from tests.admin_scene import build_scene
from tests.events.admin.confirm_pages import is_page, messages_of


def url_of(week) -> str:
    return reverse("admin:events_activityweek_new_edition", args=[week.pk])


def read_form(client, week) -> dict:
    """Return what the browser sends when nothing is changed."""
    context = client.get(url_of(week)).context
    return {**context["form"].initial, "shown": context["shown"]}


def make(client, week, **changes):
    return client.post(url_of(week), {**read_form(client, week), "_make": "1", **changes}, follow=True)


def test_page_proposes_name_address_and_first_day(client, scene):
    page = client.get(url_of(scene.week))
    initial = page.context["form"].initial
    assert (initial["name"], initial["slug"], str(initial["starts_on"])) == ("2026活动周", "week-2026", "2026-05-11")
    html = page.content.decode()
    assert "5月13日 周二" in html
    assert "5月12日 周二" in html
    assert ActivityWeek.objects.count() == 1


def test_one_press_makes_the_edition(client, scene):
    done = make(client, scene.week)
    week = ActivityWeek.objects.get(slug="week-2026")
    assert done.redirect_chain[-1][0] == reverse("admin:events_activityweek_to_decide", args=[week.pk])
    assert "2项活动，2个时段" in messages_of(done)
    assert (week.status, week.is_current) == ("draft", False)
    assert set(week.sessions.values_list("slug", flat=True)) == {"session-1-2026", "session-2-2026"}
    assert week.history.get().history_user == scene.alice
    assert week.sessions.first().history.get().history_user == scene.alice


def test_another_first_day_is_looked_at_before_it_is_made(client, scene):
    page = make(client, scene.week, starts_on="2026-05-12")
    assert is_page(page, "editions/new_edition")
    assert ActivityWeek.objects.count() == 1
    html = page.content.decode()
    assert "内容已改动" in html
    assert "5月13日 周三" in html
    assert "星期几不同" in html
    data = read_form(client, scene.week) | {"starts_on": "2026-05-12", "shown": page.context["shown"], "_make": "1"}
    client.post(url_of(scene.week), data)
    assert str(ActivityWeek.objects.get(slug="week-2026").starts_on) == "2026-05-12"


def test_looking_again_makes_nothing(client, scene):
    data = read_form(client, scene.week) | {"_look": "1", "take": ["sessions"]}
    page = client.post(url_of(scene.week), data)
    assert (len(page.context["plan"].sessions), len(page.context["plan"].slots)) == (2, 0)
    assert ActivityWeek.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "活动周"}, "name"),
        ({"slug": "week"}, "slug"),
        ({"slug": "not a slug"}, "slug"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "2025-06-19"}, "starts_on"),
        ({"starts_on": "2036-05-12"}, "starts_on"),
        ({"starts_on": "9999-12-31"}, "starts_on"),
        ({"take": ["no such"]}, "take"),
    ],
)
def test_refused_beside_its_field(client, scene, changes, field):
    page = make(client, scene.week, **changes)
    assert list(page.context["form"].errors) == [field]
    assert ActivityWeek.objects.count() == 1


def test_an_edition_does_not_begin_before_the_other_ends(client, scene, clock_at):
    clock_at("2025-05-01T09:00")
    page = make(client, scene.week, starts_on="2025-05-18")
    assert list(page.context["form"].errors) == ["starts_on"]


def test_sent_twice_it_is_made_once(client, scene):
    data = read_form(client, scene.week) | {"_make": "1"}
    client.post(url_of(scene.week), data)
    again = client.post(url_of(scene.week), data, follow=True)
    assert "已经生成" in messages_of(again)
    assert ActivityWeek.objects.count() == 2
    assert EventSession.objects.count() == 4


def test_a_name_in_use_is_said_to_whoever_makes_another_one(client, scene):
    make(client, scene.week)
    page = make(client, scene.week, slug="other", name="2026活动周")
    assert list(page.context["form"].errors) == ["name"]


@pytest.mark.parametrize("missing", ["add_activityweek", "add_eventsession", "add_timeslot", "see_every_school"])
def test_who_may_not_add_all_of_it_makes_none_of_it(client, scene, missing):
    from django.contrib.auth.models import Group, Permission

    from accounts.roles import BUREAU

    carol = User.objects.create_user("carol", is_staff=True)
    carol.groups.add(Group.objects.get(name=BUREAU))
    client.force_login(carol)
    assert client.get(url_of(scene.week)).status_code == 200
    Group.objects.get(name=BUREAU).permissions.remove(Permission.objects.get(codename=missing))
    assert client.get(url_of(scene.week)).status_code == 403
    assert client.post(url_of(scene.week), {"_make": "1"}).status_code == 403


def test_unknown_edition_leads_nowhere(client, scene):
    assert client.get("/admin/events/activityweek/999/new-edition/").status_code == 404
    assert client.get("/admin/events/activityweek/x/new-edition/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_make_one_edition(clock_at):
    scene = build_scene(clock_at("2025-05-13T09:30"))
    clock_at("2025-06-20T09:00")
    answers, gate = [], threading.Barrier(2)
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(scene.alice)
    data = read_form(browsers[0], scene.week) | {"_make": "1"}

    def press(browser):
        gate.wait()
        try:
            answers.append(browser.post(url_of(scene.week), data))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = ActivityWeek.objects.get(slug="week-2026")
    assert [answer.headers.get("Location") for answer in answers] == [
        reverse("admin:events_activityweek_to_decide", args=[made.pk])
    ] * 2
    assert TimeSlot.objects.filter(session__week=made).count() == 2
