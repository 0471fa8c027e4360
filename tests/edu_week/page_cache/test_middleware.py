"""What is answered from memory, what is not, and for how long."""

import datetime as dt
import gzip

import brotli
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from content import clock
from edu_week.page_cache import generation, keys, middleware
from events.models import EventSession
from schools.models import School
from tests.example_week import load_example_week

pytestmark = pytest.mark.django_db
MORNING = "2025-05-13T09:30:00"


@pytest.fixture(autouse=True)
def week(clock_at, renderings):
    clock_at(MORNING)
    load_example_week()


def test_the_second_reader_gets_the_page_from_memory(client, renderings):
    first = client.get("/")
    with CaptureQueriesContext(connection) as counted:
        second = client.get("/")
    [generation] = [query["sql"] for query in counted if query["sql"].startswith("SELECT")]
    assert "content_publicgeneration" in generation
    assert (first.content, renderings) == (second.content, ["/"])
    assert "Set-Cookie" not in second.headers


@pytest.mark.parametrize(
    "different",
    [
        {"path": "/events/?utm_source=wechat&day=2025-05-14"},
        {"headers": {"cookie": "csrftoken=abc; theme=pink"}},
        {"headers": {"accept-language": "en", "user-agent": "another", "referer": "https://other.example/"}},
        {"headers": {"x-forwarded-host": "evil.example", "x-requested-with": "XMLHttpRequest"}},
        {"headers": {"hx-request": "true", "hx-history-restore-request": "true"}},
    ],
)
def test_what_is_outside_the_key_makes_no_difference(client, renderings, different):
    page = client.get("/events/?day=2025-05-14")
    path = different.get("path", "/events/?day=2025-05-14")
    assert client.get(path, headers=different.get("headers")).content == page.content
    assert len(renderings) == 1


@pytest.mark.parametrize(
    "different",
    [
        {"path": "/events/?day=2025-05-15"},
        {"path": "/en/events/?day=2025-05-14"},
        {"headers": {"cookie": "theme=dark"}},
        {"headers": {"cookie": "a11y=large"}},
        {"headers": {"hx-request": "true"}},
        {"headers": {"hx-request": "true", "hx-boosted": "true"}},
        {"headers": {"host": "localhost"}},
    ],
)
def test_what_is_in_the_key_makes_another_page(client, renderings, different):
    client.get("/events/?day=2025-05-14")
    client.get(different.get("path", "/events/?day=2025-05-14"), headers=different.get("headers"))
    assert len(renderings) == 2


def test_parameters_in_any_order_are_one_page(client, renderings):
    client.get("/events/?kind=open_class&day=all")
    client.get("/events/?x=1&day=all&kind=open_class")
    assert len(renderings) == 1


@pytest.mark.parametrize("words", ["针灸", "%E9%92%88%E7%81%B8"])
def test_words_are_the_same_however_they_are_written_in_the_address(client, words):
    assert 'value="针灸"' in client.get(f"/search/?q={words}").content.decode()


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("post", "/", {}),
        ("get", "/", {"cookie": "sessionid=x"}),
        ("get", "/", {"cookie": "messages=x"}),
        ("get", "/", {"host": "evil.example"}),
        ("get", "/bookings/", {}),
        ("get", "/admin/", {}),
        ("get", "/events/plan/", {}),
        ("get", "/display/theme/", {}),
        ("get", "/preview/x/", {}),
        ("get", f"/events/?q={'x' * 700}", {}),
    ],
)
def test_requests_that_memory_does_not_answer(client, renderings, method, path, headers):
    getattr(client, method)(path, headers=headers)
    assert renderings == []


def test_whoever_edits_sees_it_at_the_next_request(client, monkeypatch):
    """Although their process does not look at the generation again for a while, which others wait for."""
    session = EventSession.objects.published().first()
    path = reverse("session_detail", args=[session.slug])
    client.get(path)
    monkeypatch.setattr(generation, "INTERVAL", 60)
    editor = Client()
    editor.force_login(User.objects.create_superuser("alice", "", "secret-of-alice"))
    EventSession.objects.filter(pk=session.pk).update(title="改过的题目")
    assert "改过的题目" in editor.get(path).content.decode()
    assert "改过的题目" not in client.get(path).content.decode()


def test_a_proxy_may_keep_a_page_for_a_second_and_a_browser_asks_each_time(client):
    told = "max-age=0, public, s-maxage=1, stale-while-revalidate=4, stale-if-error=4"
    page = client.get("/privacy/")
    assert page["Cache-Control"] == told
    assert client.get("/privacy/", headers={"if-none-match": page["ETag"]})["Cache-Control"] == told
    assert {"max-age=60", "s-maxage=1"} <= set(client.get(reverse("news_feed"))["Cache-Control"].split(", "))
    assert "public" not in client.get("/privacy/", headers={"cookie": "sessionid=x"}).headers.get("Cache-Control", "")


def test_a_rehearsal_says_how_far_it_is_ahead(client, settings, monkeypatch):
    settings.PORTAL_CLOCK = clock.now()
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(clock, "now", lambda: now - dt.timedelta(days=2))
    monkeypatch.setattr(clock, "is_known", lambda: True)
    portal = int(now.timestamp() * 1000) - 2 * 86_400_000
    told = client.get("/robots.txt")["Server-Timing"]
    assert told in (f"portal;dur={portal}, ahead;dur=-172800000", f"portal;dur={portal + 1}, ahead;dur=-172800000")


def test_an_answer_that_may_not_be_kept_is_made_for_each(client, renderings):
    for _time in range(2):
        assert client.get("/embed/programme/?school=nobody").status_code == 400
    assert len(renderings) == 1  # then it is known that it may not be kept
    assert client.get("/schools/nobody/").status_code == 404


def test_each_coding_has_its_own_etag_and_304(client, renderings):
    plain = client.get("/privacy/")
    for coding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        packed = client.get("/privacy/", headers={"accept-encoding": f"{coding}, identity"})
        assert packed["Content-Encoding"] == coding
        assert unpack(packed.content) == plain.content
        assert packed["ETag"] != plain["ETag"]
        again = client.get("/privacy/", headers={"accept-encoding": coding, "if-none-match": f'W/{packed["ETag"]}, "x"'})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", packed["ETag"])
        assert again["Server-Timing"].startswith("portal;dur=")
    assert client.get("/privacy/", headers={"accept-encoding": "br;q=0"}).content == plain.content
    assert {"Accept-Encoding", "Cookie"} <= set(plain["Vary"].split(", "))
    assert len(renderings) == 1


def test_head_has_the_headers_of_get(client):
    got, head = client.get("/numbers/"), client.head("/numbers/")
    assert head.content == b""
    assert head["Content-Length"] == str(len(got.content)) == got["Content-Length"]
    assert head["ETag"] == got["ETag"]


def test_live_places_are_kept_five_seconds_and_other_pages_sixty(client, clock_at, renderings):
    for moment, rendered in (("09:30:00", 2), ("09:30:04", 2), ("09:30:06", 3), ("09:30:59", 4), ("09:31:01", 5)):
        clock_at(f"2025-05-13T{moment}")
        client.get("/events/?day=2025-05-14")
        client.get("/privacy/")
        assert len(renderings) == rendered


def test_nothing_is_kept_past_midnight_or_the_next_moment(client, clock_at, renderings):
    clock_at("2025-05-13T23:59:40")
    client.get("/privacy/")
    clock_at("2025-05-14T00:00:00")
    client.get("/privacy/")
    assert len(renderings) == 2
    School.objects.update(publish_at=clock_at("2025-05-14T08:00:30"))
    clock_at("2025-05-14T08:00:10")
    school = School.objects.first()
    for moment, status in (("08:00:10", 404), ("08:00:29", 404), ("08:00:30", 200)):
        clock_at(f"2025-05-14T{moment}")
        assert client.get(reverse("school_detail", args=[school.slug])).status_code == status


def test_memory_is_bounded_in_bytes(client, settings, monkeypatch):
    monkeypatch.setattr(middleware, "MEGABYTE", 40_000)
    settings.PAGE_CACHE_MB = 8
    for number in range(40):
        client.get(f"/search/?q={number}")
    assert 0 < middleware.store.size <= 8 * 40_000
    assert middleware.store.size == sum(page.size for page in middleware.store.pages.values())


def test_switched_off_every_request_goes_its_whole_way(client, settings, renderings):
    settings.PAGE_CACHE_MB = 0
    client.get("/")
    assert renderings == []


def test_every_name_on_the_list_is_an_address():
    arguments = {"session_detail", "session_ics", "school_detail", "college_detail", "graduate_detail", "week_detail"}
    for name in keys.PAGES:
        keys.match_path.cache_clear()
        assert keys.name_of_path(reverse(name, args=["x"] if name in arguments else [])) == name
    assert keys.PAGES.keys() >= keys.WITHOUT_PLACES


@pytest.mark.parametrize(("query", "shown"), [("", False), ("kind=lecture", False), ("day=2025-05-13&open=1", True)])
def test_a_calendar_file_shows_places_only_where_it_has_what_can_be_booked(query, shown):
    key = keys.Key("programme_ics", "http", "testserver", "/events/calendar.ics", query, "", "")
    assert keys.shows_places(key) == shown
