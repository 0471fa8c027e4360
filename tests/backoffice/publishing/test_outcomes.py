"""Every save says what it did and what the public sees."""

import pytest
from django.urls import reverse

from schools.models import School
from tests.admin_scene import form_data_of_page


@pytest.fixture
def alice(client, scene):
    client.force_login(scene.alice)
    return client


def save(client, scene, **more) -> str:
    url = reverse("admin:schools_school_change", args=[scene.own.school.pk])
    answer = client.post(url, {**form_data_of_page(client, url), **more}, follow=True)
    (message,) = answer.context["messages"]
    return str(message)


TOMORROW = {"publish_at_0": "2025-05-14", "publish_at_1": "08:00"}
NEXT_YEAR = {"publish_at_0": "2026-05-14", "publish_at_1": "08:00"}


@pytest.mark.parametrize(
    ("before", "sent", "said"),
    [
        ("published", {}, "没有改动。"),
        ("published", {"address": "新址"}, "已保存。公众现在看得到。"),
        ("published", TOMORROW, "已定于5月14日08:00公开。"),
        ("published", NEXT_YEAR, "已定于2026年5月14日08:00公开。"),
        ("published", {"status": "draft"}, "已撤下，公众看不到了。"),
        (
            "published",
            {"unpublish_at_0": "2025-05-20", "unpublish_at_1": "18:00"},
            "公众现在看得到。到5月20日18:00撤下。",
        ),
        ("draft", {"address": "新址"}, "已保存为草稿，公众看不到。"),
        ("draft", {"_review": "1"}, "已送审。采用之前公众看不到。"),
        ("draft", {"_publish": "1"}, "公众现在看得到。"),
        ("draft", {"_publish": "1", **TOMORROW}, "已定于5月14日08:00公开。"),
        ("review", {"_publish": "1"}, "已采用。公众现在看得到。"),
        ("review", {"_publish": "1", **TOMORROW}, "已采用。已定于5月14日08:00公开。"),
        ("review", {"address": "新址"}, "已保存，等教育局审核；公众看不到。"),
        ("review", {"status": "draft"}, "已保存为草稿，公众看不到。"),
    ],
)
def test_what_a_save_says(alice, scene, before, sent, said):
    School.objects.filter(pk=scene.own.school.pk).update(status=before)
    assert save(alice, scene, **sent) == f"“甲校”：{said}"


def test_a_major_of_a_hidden_school_is_published_but_not_seen(alice, scene):
    School.objects.filter(pk=scene.own.school.pk).update(status="draft")
    url = reverse("admin:schools_major_change", args=[scene.own.major.pk])
    answer = alice.post(url, {**form_data_of_page(alice, url), "name": "新专业"}, follow=True)
    assert "“甲校”公开之前" in str(*answer.context["messages"])


def test_a_version_put_back_is_named(alice, scene):
    save(alice, scene, address="旧址")
    version = School.history.filter(address="旧址").first()
    save(alice, scene, address="新址")
    url = f"{reverse('admin:schools_school_change', args=[scene.own.school.pk])}?version={version.pk}"
    answer = alice.post(url, form_data_of_page(alice, url), follow=True)
    assert "已恢复到" in str(*answer.context["messages"])


@pytest.mark.parametrize(
    ("action", "before", "said"),
    [
        ("publish_selected", "draft", "已公开1条。"),
        ("send_selected_for_review", "draft", "已送审1条。"),
        ("unpublish_selected", "published", "已改为草稿1条。"),
    ],
)
def test_what_an_action_of_the_list_says(alice, scene, action, before, said):
    School.objects.filter(pk=scene.own.school.pk).update(status=before)
    data = {"action": action, "_selected_action": scene.own.school.pk}
    answer = alice.post(reverse("admin:schools_school_changelist"), data, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [said]
