"""Forged requests: what uses the authority of a log-in needs its token; what needs none uses no authority."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from schools.models import School
from tests.accounts.conftest import make
from tests.admin_scene import form_data_of_page
from tests.edu_week.test_foreign_school_access import ARGUMENT, patterns

pytestmark = pytest.mark.django_db

# Public forms: what they do follows from what is typed, or from an address nobody can guess. No log-in adds to it.
WITHOUT_TOKEN = {
    *("set_theme", "set_a11y"),
    *("session_book", "plan_times", "plan_details", "plan_extend", "plan_drop", "ticket_data", "booking_find", "ticket_link"),
    *("ticket_change", "ticket_withdraw", "ticket_cancel", "ticket_feed", "ticket_erase", "booking_feedback", "check_form"),
}


def list_views(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from list_views(pattern, route)
        else:
            yield route, pattern


def test_only_public_forms_need_no_token():
    exempt = {
        pattern.name: route
        for route, pattern in list_views()
        if getattr(pattern.callback, "csrf_exempt", False) and not route.startswith("api/")
    }
    assert {name: route for name, route in exempt.items() if name not in WITHOUT_TOKEN} == {}
    assert [route for route in exempt.values() if route.startswith(("admin/", "desk/"))] == []


def test_the_api_changes_nothing(client):
    for path in ("/api/v1/sessions", "/api/v1/schools", "/api/v1/industry-colleges"):
        assert {method(path).status_code for method in (client.post, client.put, client.patch, client.delete)} <= {404, 405}


def test_every_address_of_the_back_office_refuses_a_request_without_its_token(scene):
    """Whatever it would have answered: the check comes before the view."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(scene.alice)
    tried = 0
    for route in patterns():
        path = "/" + ARGUMENT.sub("1", route.replace("<path:object_id>", "1")).replace("(?P<url>.*)$", "x")
        assert strict.post(path, {"name": "x"}).status_code in (403, 404, 410), path
        tried += 1
    assert tried > 150


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
    ],
)
def test_right_token_from_another_site_is_refused(scene, headers):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(scene.alice)
    url = reverse("admin:schools_school_change", args=[scene.own.school.pk])
    data = form_data_of_page(strict, url) | {"csrfmiddlewaretoken": strict.cookies["csrftoken"].value, "name": "改名"}
    assert strict.post(url, data, headers=headers).status_code == 403
    assert School.objects.get(pk=scene.own.school.pk).name != "改名"
    assert strict.post(url, data).status_code == 302


def test_log_in_itself_needs_the_token():
    """Else somebody could log another one into an account of his own."""
    make("bob")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("admin:login"), {"username": "bob", "password": "Old-enough-1"}).status_code == 403


def test_cookies_of_a_log_in_are_not_sent_with_requests_of_other_sites():
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
    assert settings.SESSION_COOKIE_HTTPONLY


def test_nothing_changes_by_following_a_link(scene):
    """Log-out, and whatever the tools of an account do, take POST only."""
    client = Client()
    client.force_login(scene.alice)
    assert client.get(reverse("admin:logout")).status_code == 405
    for name in ("log_out_everywhere", "keep_session_alive"):
        assert client.get(reverse(f"accounts:{name}")).status_code == 405
    assert client.get("/admin/account/").status_code == 200
