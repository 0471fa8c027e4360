"""The page with the camera and its service worker."""

import json
import re

import pytest
from django.urls import reverse

from events.checkin import scan_views
from tests.events.checkin.conftest import make_booking


@pytest.fixture
def dora(client, place):
    client.force_login(place.dora)
    return client


def test_the_page_names_nobody_so_that_it_may_be_kept(dora, place):
    make_booking(place.slot, 3, contact_name="王小红")
    dora.post("/desk/choose/", {"slots": place.slot.pk, "device": "一号门"})
    page = dora.get("/desk/scan/").content.decode()
    for private in ("王", "dora", "一号门", place.slot.session.title, place.own.name):
        assert private not in page
    assert dora.cookies["csrftoken"].value


def test_it_is_for_door_staff_alone(client):
    response = client.get("/desk/scan/")
    assert (response.status_code, response.url) == (302, "/desk/log-in/?next=/desk/scan/")


def test_every_module_of_the_page_is_kept_by_the_worker():
    """A module that is imported and not named would be missing without a network."""
    folder = scan_views.Path(scan_views.__file__).parents[2] / "static"
    named = {name.removeprefix("js/") for name in scan_views.MODULES}
    for name in scan_views.MODULES:
        text = (folder / name).read_text(encoding="utf-8")
        for imported in re.findall(r'from "(\.[^"]+)"', text):
            path = (folder / name).parent.joinpath(imported).resolve()
            assert str(path.relative_to(folder / "js")) in named


@pytest.mark.parametrize(("root", "address"), [("/desk/", "/desk/sw.js"), ("/en/desk/", "/en/desk/sw.js")])
def test_the_worker_knows_its_pages_and_nothing_of_anybody(client, settings, root, address):
    settings.OFFLINE = True
    response = client.get(address)
    config = json.loads(re.match(r"const DESK = (\{.*\});\n", response.content.decode())[1])
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert (config["root"], config["page"], config["isOn"]) == (root, f"{root}scan/", True)
    assert config["decoder"] == [reverse("desk_decoder", args=["decode.js"]), reverse("desk_decoder", args=["index.js"])]
    assert not any("list.json" in path for path in config["files"])


def test_another_page_is_another_version_of_the_worker(client, monkeypatch, settings):
    first = client.get("/desk/sw.js").content
    monkeypatch.setattr(scan_views, "PAGE", scan_views.PAGE[:1])
    assert client.get("/desk/sw.js").content != first


def test_the_worker_takes_itself_away_where_offline_use_is_off(client, settings):
    settings.OFFLINE = False
    assert '"isOn": false' in client.get("/desk/sw.js").content.decode()
