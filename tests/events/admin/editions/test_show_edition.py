"""The third page: what the public will see, the exchange, and the way back."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import User
from accounts.roles import BUREAU
from backoffice.audit_log.models import AuditEntry
from events.models import ActivityWeek, EventSession
from tests.events.admin.confirm_pages import messages_of


def url_of(week) -> str:
    return reverse("admin:events_activityweek_show", args=[week.pk])


def show(client, week, instead_of):
    return client.post(url_of(week), {"_show": "1", "instead_of": instead_of.pk if instead_of else ""}, follow=True)


@pytest.fixture
def published(following) -> ActivityWeek:
    EventSession.objects.filter(week=following).update(status="published")
    return following


def test_the_preview_is_the_public_page_as_it_will_be(client, scene, published):
    for name, words in (("home", "2026活动周"), ("programme", "来年体验")):
        page = client.get(f"{url_of(published)}?page={name}&width=desktop")
        assert page.context["frame"] == (1280, 900)
        client.logout()
        preview = client.get(page.context["page"])
        html = preview.content.decode()
        assert preview.status_code == 200
        assert words in html
        assert "甲校体验" not in html
        assert preview.headers["X-Robots-Tag"] == "noindex"
        client.force_login(scene.alice)
    scene.week.refresh_from_db()
    assert scene.week.is_current
    assert ActivityWeek.objects.get(pk=published.pk).status == "draft"


def test_the_preview_leaves_nothing_in_memory(client, scene, published):
    """The public pages of everybody else are those of the edition shown, right after the preview too."""
    home = reverse("home")
    before = client.get(home).content
    preview = client.get(url_of(published)).context["page"]
    assert "2026" in client.get(preview).content.decode()
    assert client.get(home).content == before
    assert "来年体验" not in client.get(reverse("programme")).content.decode()


def test_the_preview_of_the_edition_shown_is_the_page_itself(client, scene, published):
    preview = client.get(url_of(published)).context["page"]
    show(client, published, scene.week)
    answer = client.get(preview)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("home"))


def test_the_preview_of_an_archived_edition_is_gone(client, published):
    preview = client.get(url_of(published)).context["page"]
    ActivityWeek.objects.filter(pk=published.pk).update(status="archived")
    assert client.get(preview).status_code == 404


def test_one_press_shows_it_and_one_takes_it_back(client, scene, published):
    done = show(client, published, scene.week)
    assert "公众现在看到的是“2026活动周”" in messages_of(done)
    assert 'name="_previous"' in done.content.decode()
    assert "来年体验" in client.get(reverse("programme")).content.decode()
    back = client.post(url_of(published), {"_previous": "1"}, follow=True)
    assert "公众重新看到“活动周”" in messages_of(back)
    assert "来年体验" not in client.get(reverse("programme")).content.decode()
    entries = AuditEntry.objects.filter(event="published").order_by("pk")
    assert [(entry.about, entry.detail) for entry in entries] == [
        ("2026活动周", "开始向公众展示；此前是活动周"),
        ("活动周", "重新向公众展示；换下：2026活动周"),
    ]


def test_the_page_says_what_changes(client, scene, published, clock_at):
    clock_at("2025-05-13T09:30")
    html = client.get(url_of(published)).content.decode()
    assert "已发布的活动有1项" in html
    assert "“活动周”归入往届活动周" in html
    assert "还有2个时段没有开始" in html
    assert "2个预约继续有效" in html
    clock_at("2025-06-20T09:00")
    assert "预约已经结束" in client.get(url_of(published)).content.decode()


def test_a_second_person_is_told_that_it_is_done(client, scene, published):
    show(client, published, scene.week)
    again = show(client, published, scene.week)
    assert "当前展示的已经是" in messages_of(again)


def test_the_preview_link_is_in_the_audit_log_once(client, published):
    client.get(url_of(published))
    client.get(f"{url_of(published)}?page=programme&width=tablet")
    assert AuditEntry.objects.filter(event="preview_link").count() == 1


def test_what_cannot_be_shown_says_why(client, scene, published):
    ActivityWeek.objects.filter(pk=published.pk).update(introduction="地点待定")
    page = client.get(url_of(published))
    assert "待定" in page.context["obstacle"]
    assert 'name="_show"' not in page.content.decode()
    assert "公众会看到：待定" in messages_of(show(client, published, scene.week))


def test_who_may_not_publish_shows_nothing(client, scene, published):
    carol = User.objects.create_user("carol", is_staff=True)
    carol.groups.add(Group.objects.get(name=BUREAU))
    client.force_login(carol)
    assert client.get(url_of(published)).status_code == 200
    Group.objects.get(name=BUREAU).permissions.remove(Permission.objects.get(codename="publish_records"))
    assert client.get(url_of(published)).status_code == 403
    assert client.post(url_of(published), {"_show": "1", "instead_of": scene.week.pk}).status_code == 403
    scene.week.refresh_from_db()
    assert scene.week.is_current


def test_odd_values_are_ignored(client, scene, published):
    assert client.get(f"{url_of(published)}?page=x&width=9").context["page_name"] == "home"
    for sent in ({"_show": "1", "instead_of": "x"}, {"_show": "1"}, {}):
        assert client.post(url_of(published), sent).status_code == 302
    scene.week.refresh_from_db()
    assert scene.week.is_current


def test_the_form_of_an_edition_does_not_exchange(client, scene, published):
    """The box “the edition shown” is for the first edition alone; afterwards a page exchanges both at once."""
    page = client.get(reverse("admin:events_activityweek_change", args=[published.pk]))
    assert "is_current" not in page.context["adminform"].form.fields
    page = client.get(reverse("admin:events_activityweek_change", args=[scene.week.pk]))
    assert "is_current" in page.context["adminform"].form.fields
