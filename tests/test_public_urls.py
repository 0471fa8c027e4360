"""Every public address, on the real week: it answers, says its facts, and brings nothing inline or from elsewhere."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from events.models import Booking, EventSession
from tests.example_week import load_example_week
from tests.page_text import html_without_breaks

pytestmark = pytest.mark.once

MAPS = {"uri.amap.com", "apis.map.qq.com", "api.map.baidu.com", "maps.apple.com"}
FACTS = {
    "/": ["晋中市2025年", "2.4万余名", "近500名"],
    "/events/": ["中医针灸知识讲解", "晋中市卫生学校中医传承技艺中心"],
    "/events/?day=2025-05-12": ["产业学院建设情况展"],
    "/events/?day=2025-05-17&kind=experience&open=1": ["亲子"],
    "/events/acupuncture-talk-li-xinwei/": ["教师李辛未为前来参观的中学生进行中医针灸知识讲解"],
    "/events/now/": ["此刻与接下来"],
    "/events/now/?kiosk=1": ["晋中职教活动周"],
    "/bookings/": ["预约"],
    "/schools/": ["晋中市卫生学校", "平遥现代工程技术学校", "榆次一中", "示意"],
    "/schools/jinzhong-health-school/": ["晋中市卫生学校"],
    "/industry-colleges/": ["平遥牛肉产业学院", "6个"],
    "/industry-colleges/pingyao-beef/": ["第三方检测机构"],
    "/partnerships/": ["晋中职教集团", "十大", "196个", "综改区晋中开发区纺机液压"],
    "/alumni/": ["胡兴盛", "马旭", "渠建光"],
    "/alumni/hu-xingsheng/": ["全国五一劳动奖章", "2022"],
    "/numbers/": ["半壁江山", "18连冠", "345个", "2243名"],
    "/search/?q=zhenjiu": ["针灸"],
    "/search/?q=针灸": ["针灸"],
    "/about/": ["晋中职教港"],
    "/privacy/": ["身份证号"],
    "/accessibility/": ["WCAG"],
}
MACHINES = {
    "/events/availability.json": "application/json",
    "/events/calendar.ics": "text/calendar",
    "/events/acupuncture-talk-li-xinwei/calendar.ics": "text/calendar",
    "/feeds/news.atom": "application/atom+xml",
    "/sitemap.xml": "application/xml",
    "/robots.txt": "text/plain",
    "/manifest.webmanifest": "application/manifest+json",
    "/api/v1/openapi.json": "application/json",
    "/healthz": "application/json",
}
JAVASCRIPT = {"", "module", "text/javascript"}


class Scan(HTMLParser):
    """Collects what a strict CSP and a closed network would not allow."""

    def __init__(self):
        super().__init__()
        self.inline, self.foreign, self.in_script = [], [], False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.in_script = tag == "script" and "src" not in attrs and (attrs.get("type") or "") in JAVASCRIPT
        self.inline += [f"<{tag} {name}>" for name in attrs if name == "style" or name.startswith("on")]
        self.inline += ["<style>"] if tag == "style" else []
        for name in ("src", "href", "action", "srcset", "data"):
            host = urlsplit(attrs.get(name) or "").netloc
            if host and not (tag == "a" and host in MAPS) and host != urlsplit(settings.BASE_URL).netloc:
                self.foreign.append(f"<{tag} {name}={attrs[name]}>")

    def handle_data(self, data):
        if self.in_script and data.strip():
            self.inline.append(f"<script> {data.strip()[:40]}")

    def handle_endtag(self, tag):
        self.in_script = False


def scan(answer):
    found = Scan()
    found.feed(answer.content.decode())
    assert not found.inline
    assert not found.foreign


@pytest.fixture
def week(db, monkeypatch):
    from tests.events.bookings.conftest import at

    moment = at("05-13 09:30")
    monkeypatch.setattr("content.clock.now", lambda: moment)
    load_example_week()
    return moment


@pytest.mark.django_db
def test_pages_answer_with_their_facts_in_both_languages(week, client):
    for path, facts in FACTS.items():
        answer = client.get(path)
        assert answer.status_code == 200, path
        page = html_without_breaks(answer)
        assert [fact for fact in facts if fact not in page] == [], path
        assert 'lang="zh-CN"' in page
        scan(answer)
        english = client.get("/en" + path)
        assert english.status_code == 200, path
        assert 'lang="en"' in english.content.decode()
        scan(english)


@pytest.mark.django_db
def test_every_published_page_answers_and_links_only_to_what_answers(week, client):
    """Walks the whole site from home."""
    waiting, seen = ["/"], set()
    while waiting:
        path = waiting.pop()
        answer = client.get(path)
        assert answer.status_code in (200, 302), path
        if not answer["Content-Type"].startswith("text/html"):
            continue
        scan(answer)
        links = Links()
        links.feed(answer.content.decode())
        for link in links.found:
            parts = urlsplit(link)
            bare = parts.path
            if parts.netloc or not bare.startswith("/") or bare.startswith(("/static/", "/media/", "/en/", "/admin/")):
                continue
            day = f"?{parts.query}" if re.fullmatch(r"day=2025-05-1\d", parts.query) else ""
            if bare + day not in seen:
                seen.add(bare + day)
                waiting.append(bare + day)
    assert {f"/events/{slug}/" for slug in EventSession.objects.published().values_list("slug", flat=True)} <= seen


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "a" and (href := dict(attrs).get("href")):
            self.found.append(href)


@pytest.mark.django_db
def test_machine_files_answer_with_their_type(week, client):
    for path, content_type in MACHINES.items():
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer["Content-Type"].startswith(content_type), path
    slots = client.get("/events/availability.json").json()["slots"]
    assert slots
    for places in slots.values():
        assert set(places) == {"capacity", "bookable", "left", "waiting", "state", "look"}
    json.loads(client.get("/api/v1/openapi.json").content)


@pytest.mark.django_db
def test_tickets_of_every_state_stand(week, client):
    states = set()
    for booking in Booking.objects.all():
        states.add(booking.state)
        answer = client.get(reverse("ticket", args=[booking.token]))
        assert answer.status_code == 200
        assert booking.phone not in answer.content.decode()
        scan(answer)
    assert {"confirmed", "pending", "waitlisted", "cancelled"} <= states


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/no-such-page/", "/events/none/", "/schools/none/", "/industry-colleges/none/", "/alumni/none/"]
)
def test_unknown_pages_are_designed_404s(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "site-header" in answer.content.decode()
    scan(answer)


@pytest.mark.django_db
def test_strict_policy_on_every_answer(week, client):
    for path in ("/", "/events/", "/admin/login/", "/no-such-page/"):
        policy = client.get(path)["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy


@pytest.mark.django_db
def test_site_stands_without_samples_and_without_any_data(client, week):
    call_command("purge_samples", "--yes", verbosity=0)
    for path in [path for path in FACTS if "?" not in path]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "sample-tag" not in answer.content.decode(), path


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/events/", "/schools/", "/industry-colleges/", "/partnerships/", "/alumni/"])
def test_empty_site_stands(client, path):
    assert client.get(path).status_code == 200
