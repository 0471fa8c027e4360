"""A made-up host name is refused, and no address that leaves the portal is ever made of the name that a request claims."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from tests.accounts.conftest import make
from tests.factories.events import BookingFactory
from tests.queued_tasks import run_queued_tasks

pytestmark = pytest.mark.django_db
EVIL = "evil.example"
ALLOWED = "localhost"  # another name that the portal answers to


@pytest.mark.parametrize("path", ["/", "/events/", "/admin/login/", "/feeds/news.atom", "/api/v1/openapi.json", "/nowhere/"])
@pytest.mark.parametrize("host", [EVIL, f"testserver.{EVIL}", f"testserver@{EVIL}", f"{EVIL}:80", "testserver:x", "", "a b"])
def test_unknown_host_is_refused_and_nowhere_repeated(client, path, host):
    client.get(path)  # the page is kept in memory for who asks with the right name
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 400
    assert EVIL not in answer.content.decode()
    assert answer.get("Location") is None


@pytest.mark.parametrize("header", ["x-forwarded-host", "x-host", "forwarded", "x-original-url", "x-rewrite-url"])
def test_other_headers_name_no_host(client, header):
    value = f"host={EVIL}" if header == "forwarded" else f"https://{EVIL}/" if "url" in header else EVIL
    for path in ("/", "/feeds/news.atom", "/sitemap.xml", "/events/"):
        assert EVIL not in client.get(path, headers={header: value}).content.decode()


def test_absolute_addresses_are_those_of_the_site_whatever_name_was_asked(client, clock_at):
    clock_at("2025-05-13T09:30")
    booking = BookingFactory(feed_token="feed")
    paths = ["/", "/feeds/news.atom", "/sitemap.xml", "/robots.txt", "/events/calendar.ics", "/api/v1/openapi.json"]
    paths += [reverse("ticket", args=[booking.token]), reverse("booking_feed", args=["feed"])]
    for path in paths:
        answer = client.get(path, headers={"host": ALLOWED})
        assert answer.status_code == 200, path
        assert re.findall(rf"https?://{ALLOWED}\b", answer.content.decode()) == [], path


def test_a_link_for_a_new_password_leads_to_the_site(client):
    make("bob", email="bob@school.example")
    client.post(reverse("accounts:reset"), {"email": "bob@school.example"}, headers={"host": ALLOWED})
    run_queued_tasks()
    assert re.findall(r"https?://[^/\s]+", mail.outbox[0].body) == ["http://testserver"]


def test_redirects_name_no_host(client):
    for path in ("/events", "/schools", "/admin/"):
        answer = client.get(path, headers={"host": ALLOWED})
        assert answer.status_code in (301, 302)
        assert answer["Location"].startswith("/")
