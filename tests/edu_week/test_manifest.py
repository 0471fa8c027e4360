from pathlib import Path

import pytest
from PIL import Image

pytestmark = pytest.mark.django_db
STATIC = Path(__file__).resolve().parents[2] / "static"


def test_manifest_has_what_an_installed_portal_needs(client):
    response = client.get("/manifest.webmanifest")
    manifest = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert (manifest["id"], manifest["start_url"], manifest["scope"]) == ("/", "/", "/")
    assert (manifest["lang"], manifest["dir"], manifest["display"]) == ("zh-CN", "ltr", "standalone")
    assert "职业教育活动周" in manifest["description"]
    assert [(one["name"], one["url"]) for one in manifest["shortcuts"]] == [("日程", "/events/"), ("我的预约", "/bookings/")]


def test_icons_have_the_sizes_they_say_and_one_may_be_cut_round(client, monkeypatch):
    monkeypatch.setattr("edu_week.manifest.static", lambda name: name)
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert [icon["sizes"] for icon in icons if icon.get("purpose") == "maskable"] == ["512x512"]
    for icon in icons:
        if icon["type"] == "image/png":
            with Image.open(STATIC / icon["src"]) as picture:
                assert icon["sizes"] == "x".join(map(str, picture.size))


def test_a_mark_that_is_cut_round_loses_nothing():
    """Outside the circle of four fifths there is only ground."""
    with Image.open(STATIC / "img" / "icon-maskable-512.png") as picture:
        icon = picture.convert("RGB")
    ground, centre, radius = icon.getpixel((0, 0)), 256, 0.4 * 512
    marked = [(x, y) for x in range(0, 512, 4) for y in range(0, 512, 4) if icon.getpixel((x, y)) != ground]
    assert marked
    assert max(((x - centre) ** 2 + (y - centre) ** 2) ** 0.5 for x, y in marked) <= radius
