"""What a page may use of the device, who may embed it, and HTTPS for a year: on pages, files, refusals and kept answers alike."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin_scene import build_scene

pytestmark = pytest.mark.django_db
ADDRESSES = ["/", "/events/", "/en/schools/", "/bookings/", "/admin/login/", "/nowhere/", "/healthz", "/events/availability.json"]


def features(answer) -> dict[str, str]:
    return dict(re.findall(r"([a-z-]+)=(\([^)]*\))", answer["Permissions-Policy"]))


@pytest.fixture
def scene(clock_at):
    return build_scene(clock_at("2025-05-13T09:30"))


@pytest.mark.parametrize("path", ADDRESSES)
def test_no_page_but_the_desk_may_use_the_camera(client, path):
    for _times in range(2):  # the second answer may come from memory
        assert set(features(client.get(path)).values()) == {"()"}
        assert "camera" in features(client.get(path))


@pytest.mark.parametrize("path", ["/desk/", "/en/desk/"])
def test_the_desk_may_use_its_own_camera_and_nothing_else(client, scene, path):
    client.force_login(scene.alice)
    answer = client.get(path)
    assert answer.status_code == 200
    assert {name for name, who in features(answer).items() if who != "()"} == {"camera"}
    assert features(answer)["camera"] == "(self)"


@pytest.mark.parametrize("path", ["/deskx/", "/events/desk/", "/en/deskx/", "/schools/desk/", "/fr/desk/"])
def test_addresses_that_only_look_like_the_desk_may_not(client, path):
    assert features(client.get(path))["camera"] == "()"


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_answer_is_isolated_from_other_sites(client, path):
    answer = client.get(path)
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_what_is_made_for_other_sites_may_be_shown_there(client, scene):
    for path in ("/embed/programme/", "/en/embed/programme/", "/events/calendar.ics", "/feeds/news.atom", "/api/v1/openapi.json"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin", path
    assert client.get(reverse("site_card"))["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("is_below", [True, False])
def test_https_is_promised_for_a_year_where_the_site_has_it(settings, is_below):
    """Also where the proxy is not trusted, so that no request looks as if it had come by HTTPS."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, is_below
    promise = "max-age=31536000; includeSubDomains" if is_below else "max-age=31536000"
    for path in ADDRESSES:
        for secure in (True, False):
            assert Client().get(path, secure=secure)["Strict-Transport-Security"] == promise, path


def test_without_https_nothing_is_promised(client):
    assert not client.get("/").has_header("Strict-Transport-Security")
