"""The help page shows the pictures of the staff's guide, and the guide (docs/backoffice.md) the same ones."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image

from tests.admin_scene import build_scene
from tests.page_tree import parse_page

PICTURES = settings.BASE_DIR / "static" / "img" / "guide"


@pytest.fixture
def scene(db, clock_at):
    return build_scene(clock_at("2025-05-13T09:30"))


def find_pictures(client):
    page = parse_page(client.get(reverse("admin:help")).content)
    return [image for image in page.find_all("img") if "/img/guide/" in image["src"]]


def test_every_picture_is_shown_in_its_size_and_loaded_when_it_is_scrolled_to(client, scene):
    client.force_login(scene.alice)
    pictures = find_pictures(client)
    assert {image["src"].rpartition("/")[2] for image in pictures} == {file.name for file in PICTURES.iterdir()}
    for image in pictures:
        with Image.open(PICTURES / image["src"].rpartition("/")[2]) as file:
            assert (image["width"], image["height"]) == tuple(map(str, file.size)), image["src"]
        assert image["loading"] == "lazy"
        assert image["alt"]


def test_a_school_sees_the_pictures_of_what_it_may_do(client, scene):
    client.force_login(scene.bob)
    assert len(find_pictures(client)) == 7
    scene.bob.groups.clear()
    assert find_pictures(client) == []


def test_the_guide_shows_the_same_files():
    guide = (settings.BASE_DIR / "docs" / "backoffice.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\(\.\./static/img/guide/([^)]+)\)", guide)) == {file.name for file in PICTURES.iterdir()}
