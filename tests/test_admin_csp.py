"""The strict content security policy has nothing to block in the back office."""

import re
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from events.models import ActivityWeek
from tests.accounts.conftest import code_of

INLINE = re.compile(r"""<style|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:|(?:src|action)="(?:https?:)?//""", re.IGNORECASE)
SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", re.IGNORECASE)


@pytest.fixture
def client(client, scene):
    client.force_login(scene.alice)
    return client


def assert_clean(response, url):
    assert response.status_code == 200, url
    html = response.content.decode()
    found = INLINE.search(html) or SCRIPT.search(html)
    assert not found, f"{url}: …{html[max(found.start() - 80, 0) : found.end() + 80]}…"


def urls_of(model, alice):
    """Every page of one model: list, search, add, and of a first row change, history, deletion."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield reverse(f"{name}_changelist")
    yield reverse(f"{name}_changelist") + f"?_popup=1&_to_field={model._meta.pk.name}&q=a"
    page_of, request = admin.site._registry[model], SimpleNamespace(user=alice)
    if page_of.has_add_permission(request):
        yield reverse(f"{name}_add")
    row = model._default_manager.first()
    if row:
        pages = ["change", "history", *(["delete"] if page_of.has_delete_permission(request, row) else [])]
        yield from (reverse(f"{name}_{page}", args=[row.pk]) for page in pages)
        if hasattr(row, "history") and row.history.exists():
            yield reverse(f"{name}_simple_history", args=[row.pk, row.history.first().pk])


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_no_inline_code_on_pages_of(client, scene, model):
    for url in urls_of(model, scene.alice):
        response = client.get(url)
        if response.status_code != 302:
            assert_clean(response, url)


@pytest.mark.parametrize("name", ["index", "password_change", "password_change_done"])
def test_no_inline_code_on(client, name):
    url = reverse(f"admin:{name}")
    assert_clean(client.get(url), url)


def test_no_inline_code_on_login_and_logout(client):
    assert_clean(client.post(reverse("admin:logout")), "logout")
    assert_clean(client.get(reverse("admin:login")), "login")
    assert_clean(client.post(reverse("admin:login"), {"username": "alice", "password": "wrong"}), "login refused")


def test_no_inline_code_where_a_reason_is_asked(client, scene):
    url = reverse("admin:events_booking_changelist")
    data = {"action": "cancel", "_selected_action": scene.own.booking.pk}
    assert_clean(client.post(url, data), url)


def test_autocomplete_finds_by_pinyin(client, scene):
    asked = {"app_label": "events", "model_name": "eventsession", "field_name": "host_school", "term": "jiaxiao"}
    assert [row["text"] for row in client.get(reverse("admin:autocomplete"), asked).json()["results"]] == ["甲校"]


def test_password_page_of_an_account(client, scene):
    url = reverse("admin:auth_user_password_change", args=[scene.bob.pk])
    assert_clean(client.get(url), url)


@pytest.mark.parametrize(
    "name",
    ["my_account", "password_change", "second_factor_set_up", "turn_off", "log_in", "reset", "reset_sent"],
)
def test_no_inline_code_on_pages_of_accounts(client, name):
    url = reverse(f"accounts:{name}")
    assert_clean(client.get(url, follow=True), url)


def test_no_inline_code_where_a_code_is_asked_shown_or_sent(client, scene):
    url = reverse("accounts:second_factor_set_up")
    client.get(url)
    assert_clean(client.post(url, {"code": code_of(scene.alice)}, follow=True), "recovery codes")
    assert_clean(client.get(reverse("accounts:renew_codes")), "new recovery codes")
    invited = {"username": "carol", "groups": [Group.objects.first().pk]}
    page = client.post(reverse("admin:accounts_user_add"), invited, follow=True)
    assert_clean(page, "link")
    link = page.context["address"].removeprefix("http://testserver")
    client.post(reverse("admin:logout"))
    assert_clean(client.get(link), link)
    client.post(reverse("admin:login"), {"username": "alice", "password": "secret-of-alice"})
    assert_clean(client.get(reverse("accounts:log_in_code")), "code")


def test_no_inline_code_where_many_slots_are_made_copied_or_moved(client, scene):
    session, slot = scene.own.session, scene.own.slot
    pattern = {"days": ["2025-05-15"], "times": "09:00–10:20", "capacity": "5"}
    copied = {"from_day": "2025-05-15", "days": ["2025-05-16"], "into": "same"}
    for name, data in (("many_slots", pattern), ("copy", copied)):
        url = reverse(f"admin:events_eventsession_{name}", args=[session.pk])
        assert_clean(client.get(url), url)
        assert_clean(client.post(url, data), f"{url} looked over")
    url = reverse("admin:events_timeslot_shift_day")
    assert_clean(client.get(url), url)
    assert_clean(client.post(url, {"minutes": "30", "slots": [slot.pk]}), f"{url} looked over")


def test_no_inline_code_on_the_pages_of_the_next_edition(client, scene):
    following = ActivityWeek.objects.create(slug="next", name="下一届", starts_on="2026-05-11", ends_on="2026-05-17")
    for week in (scene.week, following):
        for name in ("new_edition", "to_decide", "show"):
            url = reverse(f"admin:events_activityweek_{name}", args=[week.pk])
            assert_clean(client.get(url), url)
    url = reverse("admin:events_activityweek_show", args=[following.pk])
    assert_clean(client.post(url, {"_show": "1", "instead_of": scene.week.pk}, follow=True), "shown")
