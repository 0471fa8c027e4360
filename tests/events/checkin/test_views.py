"""The door's pages: Dora stands at the door of one school."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from accounts.roles import DOOR
from events.models import TimeSlot
from schools.models import Editorship
from tests.admin_scene import build_scene
from tests.test_english_pages import unmarked


@pytest.fixture
def scene(db, clock_at):
    scene = build_scene(clock_at("2025-05-13T09:30"))
    TimeSlot.objects.update(starts_at=scene.now + dt.timedelta(hours=1), ends_at=scene.now + dt.timedelta(hours=2))
    return scene


@pytest.fixture
def dora(client, scene):
    dora = User.objects.create_user("dora", is_staff=True)
    dora.groups.add(Group.objects.get(name=DOOR))
    Editorship.objects.create(user=dora, school=scene.own.school)
    client.force_login(dora)
    return client


def test_desk_shows_todays_times_of_own_school(dora, scene):
    html = dora.get(reverse("desk")).content.decode()
    assert scene.own.session.title in html
    assert scene.other.session.title not in html


def test_desk_slot_says_who_is_expected_with_the_number_masked(dora, scene):
    html = dora.get(reverse("desk_slot", args=[scene.own.slot.pk])).content.decode()
    assert "138****0001" in html
    assert "13800000001" not in html
    assert dora.get(reverse("desk_slot", args=[scene.other.slot.pk])).status_code == 404


def test_desk_marks_what_is_made_up_of_a_time(dora, scene):
    TimeSlot.objects.update(sample_fields=["starts_at"])
    for address in (reverse("desk"), reverse("desk_slot", args=[scene.own.slot.pk])):
        assert '<span class="sample-tag">示例：时间</span>' in dora.get(address).content.decode()


def test_desk_speaks_english(dora, scene):
    session = scene.own.session
    pages = [dora.get(address).content.decode() for address in ("/en/desk/", f"/en/desk/{scene.own.slot.pk}/")]
    assert [unmarked(page) for page in pages] == [[], []]
    assert all(f'<span lang="zh">{session.title}</span>' in page for page in pages)
    assert all("At the door" in page for page in pages)
    type(session).objects.filter(pk=session.pk).update(title_en="Lacquer for beginners")
    assert "Lacquer for beginners" in dora.get("/en/desk/").content.decode()


def test_desk_of_another_day_is_not_there(dora, scene, clock_at):
    clock_at("2025-05-14T09:30")
    assert dora.get(reverse("desk_slot", args=[scene.own.slot.pk])).status_code == 404


def test_desk_asks_for_a_log_in_and_for_the_right(client, scene):
    assert reverse("desk_log_in") in client.get(reverse("desk")).url
    carol = User.objects.create_user("carol", is_staff=True)
    client.force_login(carol)
    assert client.get(reverse("desk")).status_code == 403


def test_the_door_gets_no_further(dora, scene):
    for name in ("schools_school", "events_eventsession", "events_booking", "accounts_user"):
        assert dora.get(reverse(f"admin:{name}_changelist")).status_code == 302
    assert dora.get(reverse("admin:index"), follow=True).redirect_chain[-1][0] == reverse("desk")
