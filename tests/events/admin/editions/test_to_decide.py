"""The second page: the check-list, and what is decided on it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import User
from accounts.roles import BUREAU
from backoffice.audit_log.models import AuditEntry
from events.models import EventSession, StorySection
from tests.events.admin.confirm_pages import messages_of


def url_of(week) -> str:
    return reverse("admin:events_activityweek_to_decide", args=[week.pk])


def test_every_item_leads_to_where_it_is_decided(client, following):
    page = client.get(url_of(following))
    links = [link.url for item in page.context["items"] for link in item.links]
    assert len(links) > 4
    for link in links:
        assert client.get(link, follow=True).status_code == 200, link


def test_what_is_right_is_confirmed_and_opened_again(client, following):
    page = client.post(url_of(following), {"_right": "weekdays"}, follow=True)
    item = next(item for item in page.context["items"] if item.key == "weekdays")
    assert (item.is_done, item.confirmed_by) == (True, "alice")
    assert "alice已于" in page.content.decode()
    page = client.post(url_of(following), {"_open": "weekdays"}, follow=True)
    assert not next(item for item in page.context["items"] if item.key == "weekdays").is_done


def test_odd_items_are_ignored(client, following):
    for sent in ({"_right": "no such"}, {"_open": ""}, {}):
        assert client.post(url_of(following), sent).status_code == 302


def test_samples_are_adopted_together(client, following):
    EventSession.objects.filter(week=following).update(source="sample")
    page = client.post(url_of(following), {"_adopt": "1"}, follow=True)
    assert "1项活动不再是示例" in messages_of(page)
    assert EventSession.objects.get(week=following).source == "editor"
    assert "0项" in messages_of(client.post(url_of(following), {"_adopt": "1"}, follow=True))


def test_complete_sessions_are_published_together(client, scene, following):
    page = client.post(url_of(following), {"_publish": "1"}, follow=True)
    assert "已发布1项活动" in messages_of(page)
    session = EventSession.objects.get(week=following)
    assert (session.status, session.is_published) == ("published", False)
    assert session.history.first().history_user == scene.alice
    entry = AuditEntry.objects.filter(event="published").latest("pk")
    assert (entry.about, entry.who) == ("2026活动周", "alice")


def test_who_may_not_publish_prepares_all_the_same(client, following):
    carol = User.objects.create_user("carol", is_staff=True)
    carol.groups.add(Group.objects.get(name=BUREAU))
    Group.objects.get(name=BUREAU).permissions.remove(Permission.objects.get(codename="publish_records"))
    client.force_login(carol)
    page = client.get(url_of(following))
    assert page.status_code == 200
    assert 'name="_publish"' not in page.content.decode()
    assert client.post(url_of(following), {"_publish": "1"}).status_code == 403
    assert EventSession.objects.get(week=following).status == "draft"


def test_the_edition_leads_to_its_three_pages(client, scene, following):
    html = client.get(reverse("admin:events_activityweek_change", args=[following.pk])).content.decode()
    for name in ("new_edition", "to_decide", "show"):
        assert reverse(f"admin:events_activityweek_{name}", args=[following.pk]) in html
    client.force_login(scene.bob)
    html = client.get(reverse("admin:events_activityweek_change", args=[following.pk])).content.decode()
    for name in ("new_edition", "to_decide", "show"):
        assert reverse(f"admin:events_activityweek_{name}", args=[following.pk]) not in html


@pytest.mark.parametrize("name", ["new_edition", "to_decide", "show"])
def test_school_editors_open_none_of_the_pages(client, scene, following, name):
    client.force_login(scene.bob)
    address = reverse(f"admin:events_activityweek_{name}", args=[following.pk])
    assert client.get(address).status_code == 403
    for sent in ({"_make": "1"}, {"_publish": "1"}, {"_adopt": "1"}, {"_show": "1", "instead_of": scene.week.pk}):
        assert client.post(address, sent).status_code == 403
    scene.week.refresh_from_db()
    assert scene.week.is_current
    assert StorySection.objects.count() == 0
