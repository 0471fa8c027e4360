"""Feed and robots."""

import datetime as dt
from xml.etree import ElementTree

import pytest

from content import clock
from events.models import Announcement
from tests.atom_validator import find_feed_faults

ATOM = "{http://www.w3.org/2005/Atom}"
NOW = dt.datetime(2025, 5, 13, 1, 30, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def read(response):
    return ElementTree.fromstring(response.content)  # noqa: S314 - written by ourselves


def announce(slug, **more):
    return Announcement.objects.create(slug=slug, title=f"公告 {slug}", publish_at=NOW, status="published", **more)


def test_news_feed_without_news(client):
    assert find_feed_faults(client.get("/feeds/news.atom")) == []
    feed = read(client.get("/feeds/news.atom"))
    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findtext(f"{ATOM}updated") == "2000-01-01T00:00:00+00:00"


def test_news_feed_shows_what_is_shown_now(client):
    announce("bus", body="**班车**改道")
    Announcement.objects.create(slug="draft", title="草稿", publish_at=NOW)
    Announcement.objects.create(slug="later", title="以后", publish_at=NOW + dt.timedelta(days=1), status="published")
    feed = read(client.get("/feeds/news.atom"))
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "公告 bus"
    assert entry.find(f"{ATOM}link").get("href") == "http://testserver/#bus"
    assert "<strong>班车</strong>" in entry.findtext(f"{ATOM}summary")


def test_news_feed_is_valid_and_changes_with_its_news(client):
    announce("bus", body="**班车**改道 <b>&")
    announce("rain", source="sample")
    answer = client.get("/feeds/news.atom")
    assert find_feed_faults(answer) == []
    feed = read(answer)
    assert {entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")} == {"公告 bus", "示例 · 公告 rain"}
    assert feed.findtext(f"{ATOM}updated") == max(entry.findtext(f"{ATOM}updated") for entry in feed.findall(f"{ATOM}entry"))


def test_an_entry_keeps_its_id_whatever_changes(client, settings):
    news = announce("bus")
    before = read(client.get("/feeds/news.atom")).find(f"{ATOM}entry").findtext(f"{ATOM}id")
    news.slug, news.title = "coach", "改了"
    news.save()
    settings.BASE_URL = "https://other.example"
    entry = read(client.get("/feeds/news.atom")).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == before
    assert entry.find(f"{ATOM}link").get("href") == "https://other.example/#coach"


def test_the_checker_sees_what_is_wrong():
    wrong = b"<feed xmlns='http://www.w3.org/2005/Atom'><id>news</id><entry><title/><updated>today</updated></entry></feed>"
    assert len(find_feed_faults(wrong)) >= 7


def test_robots_keep_out_of_what_is_private(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /bookings/\n" in text
    assert "Disallow: /admin/\n" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_robots_stay_away_from_a_rehearsal(client, monkeypatch):
    monkeypatch.setattr(clock, "is_rehearsal", lambda: True)
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
