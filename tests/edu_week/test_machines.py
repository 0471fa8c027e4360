"""Feed, sitemap and robots."""

import datetime as dt
from xml.etree import ElementTree

import pytest

from content import clock
from events.models import Announcement
from schools.models import School

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NOW = dt.datetime(2025, 5, 13, 1, 30, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def read(response):
    return ElementTree.fromstring(response.content)  # noqa: S314 - written by ourselves


def announce(slug, **more):
    return Announcement.objects.create(slug=slug, title=f"公告 {slug}", shown_from=NOW, status="published", **more)


def test_news_feed_without_news(client):
    feed = read(client.get("/feeds/news.atom"))
    assert feed.findall(f"{ATOM}entry") == []


def test_news_feed_shows_what_is_shown_now(client):
    announce("bus", body="**班车**改道")
    Announcement.objects.create(slug="draft", title="草稿", shown_from=NOW)
    Announcement.objects.create(slug="later", title="以后", shown_from=NOW + dt.timedelta(days=1), status="published")
    feed = read(client.get("/feeds/news.atom"))
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "公告 bus"
    assert entry.find(f"{ATOM}link").get("href") == "http://testserver/#bus"
    assert "<strong>班车</strong>" in entry.findtext(f"{ATOM}summary")


def test_sitemap_lists_published_pages_in_both_languages(client):
    School.objects.create(slug="alpha", name="甲校", group="city", status="published")
    School.objects.create(slug="beta", name="乙校", group="city")
    urls = read(client.get("/sitemap.xml")).findall(f"{MAP}url")
    places = [url.findtext(f"{MAP}loc") for url in urls]
    assert "http://testserver/schools/alpha/" in places
    assert "http://testserver/en/schools/alpha/" in places
    assert not [place for place in places if "beta" in place]
    assert all(len(url.findall("{http://www.w3.org/1999/xhtml}link")) == 2 for url in urls)


def test_robots_keep_out_of_what_is_private(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /bookings/\n" in text
    assert "Disallow: /admin/\n" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_robots_stay_away_from_a_rehearsal(client, monkeypatch):
    monkeypatch.setattr(clock, "is_rehearsal", lambda: True)
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
