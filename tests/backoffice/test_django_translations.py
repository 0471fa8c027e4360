"""What the back office says is Chinese, Django's and packages' own words too."""

import json
import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from schools.models import Trade


@pytest.fixture
def client(client, scene):
    client.force_login(scene.alice)
    return client


def html_of(client, name, *args) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_rows_between_two_records_are_named_by_both(client, scene):
    trade = Trade.objects.create(slug="trade", name="漆艺")
    trade.sessions.add(scene.own.session)
    html = html_of(client, "admin:schools_trade_delete", trade.pk)
    assert "甲校体验 — 漆艺" in html
    assert " object (" not in html


def test_permissions_are_said_in_words_and_are_ours(client, scene):
    html = html_of(client, "admin:auth_group_change", Group.objects.first().pk)
    assert "活动：添加" in html
    assert "审核团队预约" in html
    assert not re.search(r"Can (add|change|delete|view)|Historical|axes", html)


def test_calendar_has_chinese_days(client):
    script = client.get(reverse("admin:jsi18n")).content.decode()
    assert re.search(r'one letter Monday\\u0004M": "\\u4e00"', script)


def test_task_queue_is_no_page_of_the_back_office(client):
    assert client.get("/admin/django_tasks_database/dbtaskresult/").status_code == 404


def test_lost_in_the_back_office_one_finds_back(client):
    assert f'href="{reverse("admin:index")}"' in client.get("/admin/nothing/").content.decode()
    assert f'href="{reverse("admin:index")}"' not in client.get("/nothing/").content.decode()


def test_help_shows_the_tasks_one_may_do(client, scene):
    assert html_of(client, "admin:help").count("<ol>") == 7
    client.force_login(scene.bob)
    html = html_of(client, "admin:help")
    assert "保存并送审" in html
    assert "保存并发布" not in html
    scene.bob.groups.clear()
    assert html_of(client, "admin:help").count("<ol>") == 0


def test_forms_of_other_records_do_not_delete_what_they_point_to(client, scene):
    html = html_of(client, "admin:events_eventsession_change", scene.own.session.pk)
    assert 'id="add_id_venue"' in html
    assert 'id="delete_id_venue"' not in html


def test_scripts_say_our_words(client):
    script = client.get(reverse("admin:jsi18n")).content.decode()
    for words in ("本页%(cnt)s项，已选%(sel)s项", "点“确定”先保存修改，之后再执行一次动作。"):
        assert json.dumps(words)[1:-1] in script


def test_a_list_says_how_many_there_are_in_a_phrase(client, scene):
    assert "共" in re.search(r'<p class="paginator">(.*?)</p>', html_of(client, "admin:schools_trade_changelist"), re.DOTALL)[1]
