import errno
import html
import re

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory
from django.urls import reverse

from edu_week import views


@pytest.mark.parametrize(("name", "value"), [("theme", "dark"), ("theme", "light"), ("a11y", "on")])
def test_a_choice_of_display_is_kept_in_a_cookie(client, name, value):
    response = client.post(reverse(f"set_{name}"), {name: value, "next": "/events/?day=2025-05-14"})
    assert response["Location"] == "/events/?day=2025-05-14"
    cookie = response.cookies[name]
    assert (cookie.value, cookie["samesite"], cookie["path"]) == (value, "Lax", "/")


@pytest.mark.parametrize(("name", "value"), [("theme", "purple"), ("theme", ""), ("a11y", "off")])
def test_anything_else_forgets_the_choice(client, name, value):
    client.cookies[name] = "dark"
    response = client.post(reverse(f"set_{name}"), {name: value, "next": "/"})
    assert response.cookies[name].value == ""


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_nobody_is_sent_to_another_site(client, target):
    assert client.post(reverse("set_theme"), {"theme": "dark", "next": target})["Location"] == reverse("home")


def test_looking_at_the_address_changes_nothing(client):
    assert client.get(reverse("set_theme")).status_code == 405


@pytest.mark.django_db
def test_page_not_found_offers_a_search_and_the_programme(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    html = response.content.decode()
    assert f'action="{reverse("search")}"' in html
    assert f'href="{reverse("programme")}"' in html


@pytest.mark.django_db
def test_display_is_written_by_the_server(client):
    client.cookies["a11y"] = "on"
    html = client.get("/nowhere/").content.decode()
    assert 'data-a11y="on"' in html
    assert 'data-bs-theme="light"' in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "status"),
    [
        ("bad_request", 400),
        ("permission_denied", 403),
        ("page_not_found", 404),
    ],
)
def test_each_refusal_has_its_page(rf: RequestFactory, view, status):
    response = getattr(views, view)(rf.get("/anywhere/"))
    assert response.status_code == status
    assert b"<h1>" in response.content


@pytest.mark.django_db
def test_only_the_back_office_has_forms_that_expire(rf):
    answers = [views.csrf_failure(rf.post(address)) for address in ("/admin/events/booking/", "/events/")]
    assert [answer.status_code for answer in answers] == [403, 405]
    assert all(b"<h1>" in answer.content for answer in answers)


def test_a_broken_page_needs_no_database(rf):
    response = views.server_error(rf.get("/anywhere/"))
    assert response.status_code == 500
    assert "出了问题" in response.content.decode()


@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 507), (errno.EDQUOT, 507), (errno.EACCES, 500)])
def test_only_a_full_disk_is_told_as_one(rf, number, status):
    try:
        raise OSError(number, "cannot write")
    except OSError:
        response = views.server_error(rf.post("/anywhere/"))
    assert response.status_code == status


@pytest.mark.parametrize("problem", [OperationalError, InterfaceError])
def test_without_a_database_the_answer_says_to_come_again(rf, problem):
    response = fail_with(problem, rf.get("/anywhere/"))
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "再试一次" in response.content.decode()


@pytest.mark.parametrize(
    ("path", "asks"),
    [
        ("/events/anything/book/", "events.bookings.views.get_published_session"),
        ("/en/bookings/plan/a-plan/", "events.bookings.plans.list_plan_bookings"),
        ("/bookings/a-token/change/", "events.bookings.change_views.get_booking_by_token"),
    ],
)
def test_a_public_form_sent_without_a_database_comes_back_to_be_sent_again(client, monkeypatch, path, asks):
    def is_away(*_args, **_more):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(asks, is_away)
    client.raise_request_exception = False
    sent = {"slot": "7", "contact_name": 'Li "O\'"', "phone": "13900000001", "submission": "a-token"}
    response = client.post(path, sent)
    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
    fields = re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)">', response.content.decode())
    assert {name: html.unescape(value) for name, value in fields} == sent


def test_what_else_is_sent_without_a_database_is_not_printed(rf):
    response = fail_with(OperationalError, rf.post("/staff/login/", {"password": "secret"}))
    assert "secret" not in response.content.decode()


def fail_with(problem, request):
    try:
        raise problem("server closed the connection unexpectedly")
    except problem:
        return views.server_error(request)
