"""What measures check-ins: a scene whose every ticket is welcome, and scans as devices send them."""

import json

import pytest

from benchmarks import checkin_scene, checkins
from events.models import CheckIn
from tests import factories


@pytest.fixture
def stage(db, clock_at, monkeypatch):
    clock_at("2025-05-13T09:30")
    monkeypatch.setattr(checkin_scene, "PARTIES", 3)
    factories.EventSessionFactory(host_school=factories.SchoolFactory())
    return checkin_scene.add_doors(2)


@pytest.mark.parametrize("is_queued", [False, True])
def test_every_ticket_of_the_scene_is_welcome(client, stage, is_queued):
    client.cookies["sessionid"] = stage["cookies"]
    for slot, codes in stage["doors"]:
        scans = checkins.make_scans(slot, codes, is_queued=is_queued)
        response = client.post(checkins.ADDRESS, json.dumps({"scans": scans}), content_type="application/json")
        assert [result["result"] for result in response.json()["results"]] == ["welcome"] * 3
    assert CheckIn.objects.count() == 6


def test_each_scan_has_a_number_of_its_own():
    scans = checkins.make_scans(1, ["a", "b"], is_queued=False) + checkins.make_scans(1, ["a"], is_queued=False)
    assert len({scan["id"] for scan in scans}) == 3
