"""What a shared link shows: title, sentence, picture; on every page."""

import re

import pytest
from django.urls import reverse

from tests.factories import EventSessionFactory, GraduateFactory, IndustryCollegeFactory, SchoolFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db
META = re.compile(r'<meta (?:property|name)="([a-z:_]+)" content="([^"]*)"', re.DOTALL)
NEEDED = {"title", "description", "url", "type", "locale", "site_name", "image", "image:width", "image:height", "image:alt"}
LISTS = ("home", "programme", "school_list", "college_list", "partnership_list", "graduate_list", "numbers", "about")


@pytest.fixture(autouse=True)
def now(clock_at):
    return clock_at("2025-05-14T09:00")


def details():
    slot = TimeSlotFactory(session__title_en="Lacquer")
    yield "session", slot.session.slug
    yield "school", SchoolFactory().slug
    yield "college", IndustryCollegeFactory().slug
    yield "graduate", GraduateFactory().slug


def head(client, path):
    page = client.get(path).content.decode().split("</head>")[0]
    assert page.count("<title>") == 1
    return dict(META.findall(page))


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_can_be_shared(client, prefix):
    paths = [reverse(name) for name in LISTS] + [reverse(f"{kind}_detail", args=[slug]) for kind, slug in details()]
    for path in paths:
        said = head(client, prefix + path)
        assert {name for name in NEEDED if not said.get(f"og:{name}")} == set(), path
        assert said["twitter:card"] == "summary_large_image"
        assert said["og:description"] == said["description"]
        assert "&lt;" not in said["og:title"]
        assert said["og:image"].startswith(f"http://testserver{prefix}/")
        assert client.get(said["og:image"].removeprefix("http://testserver"))["Content-Type"] == "image/png", path


def test_a_session_tells_day_time_place_and_places(client):
    slot = TimeSlotFactory(session__summary="上漆。", session__venue__name="广场")
    said = head(client, reverse("session_detail", args=[slot.session.slug]))
    assert said["description"] == "5月17日 周六 09:30–10:30 · 广场 · 余10席 · 上漆。"


@pytest.mark.parametrize(
    ("more", "words"),
    [({"booking_mode": "none"}, "免预约"), ({"cancelled_at": "2025-05-13T09:00+08:00", "cancel_reason": "停电"}, "已取消")],
)
def test_other_states_have_their_words(client, more, words):
    slot = TimeSlotFactory(session=EventSessionFactory(**more))
    assert words in head(client, reverse("session_detail", args=[slot.session.slug]))["description"]


def test_a_picture_says_that_it_is_of_something_new(client):
    slot = TimeSlotFactory()
    path = reverse("session_detail", args=[slot.session.slug])
    before = head(client, path)["og:image"]
    slot.session.title = "改了名称"
    slot.session.save()
    assert head(client, path)["og:image"] != before


@pytest.mark.parametrize("kind", ["session", "school", "college", "graduate"])
def test_what_is_not_public_has_no_picture(client, kind):
    factory = {
        "session": EventSessionFactory, "school": SchoolFactory, "college": IndustryCollegeFactory, "graduate": GraduateFactory
    }[kind]  # fmt: skip
    draft = factory(status="draft")
    assert client.get(reverse(f"{kind}_card", args=[draft.slug])).status_code == 404
    assert client.get(reverse(f"{kind}_card", args=["none"])).status_code == 404
