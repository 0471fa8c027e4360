"""The worker that keeps pages on a phone: what it is told, and when it is another."""

import datetime as dt
import json
import re

import pytest
from django.urls import reverse, set_script_prefix
from django.utils.translation import override

from edu_week.offline import views
from events.programme.queries import FACET_COLUMNS
from tests.factories import BookingFactory

pytestmark = pytest.mark.django_db
TICKET = "t" * 43


@pytest.fixture
def site(client, settings):
    settings.OFFLINE = True

    def read():
        script = client.get("/sw.js").content.decode()
        return json.loads(re.search(r"^const SITE = (.+);$", script, re.MULTILINE)[1])

    return read


def test_worker_is_asked_for_each_time_and_is_the_same_for_everyone(client, settings, site):
    settings.OFFLINE = True
    booking = BookingFactory()
    client.get(reverse("ticket", args=[booking.token]))
    response = client.get("/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    assert booking.token not in response.content.decode()
    assert not response.cookies
    with override("en"):
        assert site() == json.loads(json.dumps(views.service_worker_config()))


def test_another_file_or_another_page_is_another_version(monkeypatch, site):
    before = site()["version"]
    assert site()["version"] == before
    monkeypatch.setattr(views, "static", lambda name: f"/static/{name}?changed")
    changed = site()["version"]
    assert changed != before
    monkeypatch.setattr(views, "OFFLINE_PAGE", ("404.html",))
    assert site()["version"] not in (before, changed)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_what_is_kept_is_named_and_nothing_else(site, prefix):
    told = site()
    sessions, tickets = re.compile(told["sessions"]), re.compile(told["tickets"])
    assert sessions.match(f"{prefix}/events/acupuncture/")
    assert tickets.match(f"{prefix}/bookings/{TICKET}/")
    assert tickets.match(f"{prefix}/bookings/{TICKET}/card/")
    assert {f"{prefix}/", f"{prefix}/about/", f"{prefix}/bookings/"} <= set(told["pages"])
    assert f"{prefix}/events/" in told["programmes"]
    personal = [
        "events/plan/",
        "events/x/book/",
        f"bookings/plan/{TICKET}/",
        f"bookings/{TICKET}/change/",
        f"bookings/{TICKET}/sheet/",
    ]
    for path in [*personal, "search/", "admin/", "desk/", f"preview/{TICKET}/", "events/availability.json"]:
        assert not sessions.match(f"{prefix}/{path}"), path
        assert not tickets.match(f"{prefix}/{path}"), path
        assert f"{prefix}/{path}" not in told["pages"]
    assert "/admin/" in told["never"]
    assert f"{prefix}/desk/" in told["never"]


def test_every_filter_of_the_programme_is_known():
    assert set(views.FILTERS) == {*FACET_COLUMNS, "open", "q", "page"}


def test_worker_of_a_portal_below_another_site(site):
    set_script_prefix("/zjz/")
    try:
        told = views.service_worker_config()
    finally:
        set_script_prefix("/")
    assert told["root"] == "/zjz/"
    assert re.match(told["sessions"], "/zjz/en/events/acupuncture/")
    assert told["offline"] == [{"root": "/zjz/", "page": "/zjz/offline/"}, {"root": "/zjz/en/", "page": "/zjz/en/offline/"}]


def test_switched_off_the_worker_leaves_and_pages_ask_for_none(client, settings):
    settings.OFFLINE = False
    assert b"registration.unregister()" in client.get("/sw.js").content
    assert "data-worker" not in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/offline/", "/en/offline/"])
def test_page_for_what_was_not_kept_says_nothing_that_grows_old(client, settings, path):
    settings.OFFLINE = True
    settings.PORTAL_CLOCK = dt.datetime(2025, 5, 13, 1, 30, tzinfo=dt.UTC)
    page = client.get(path).content.decode()
    assert "clock-bar" not in page
    assert f'href="{path.removesuffix("offline/")}events/"' in page


def test_back_office_and_desk_register_no_worker(admin_client, settings):
    settings.OFFLINE = True
    assert "data-worker" in admin_client.get("/").content.decode()
    assert "data-worker" not in admin_client.get("/admin/", follow=True).content.decode()
    assert "data-worker" not in admin_client.get("/desk/", follow=True).content.decode()


def test_scripts_of_kept_pages_are_in_the_shell(client, settings, site):
    settings.OFFLINE = True
    told = site()
    kept = set(told["shell"] + told["used"])
    booking = BookingFactory()
    paths = ["/", "/events/", "/about/", "/bookings/", "/offline/", f"/bookings/{booking.token}/"]
    for path in [*paths, reverse("session_detail", args=[booking.slot.session.slug])]:
        page = client.get(path).content.decode()
        asked = set(re.findall(r'<script[^>]*\ssrc="([^"]+)"', page)) | set(
            re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
        )
        assert asked <= kept, path
