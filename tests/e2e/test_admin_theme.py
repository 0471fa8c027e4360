"""The back office on a phone, light and dark: read by everybody, nothing wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.admin_scene import build_scene
from tests.chromium import WCAG_22_AA
from tests.e2e.test_richtext import log_in

pytestmark = pytest.mark.django_db(transaction=True)


def pages(scene):
    session = [scene.own.session.pk]
    return [
        reverse("admin:index"),
        reverse("admin:help"),
        reverse("admin:events_eventsession_changelist"),
        reverse("admin:events_eventsession_change", args=session),
        reverse("admin:events_eventsession_slots", args=session),
        reverse("admin:events_booking_changelist"),
        reverse("admin:events_eventsession_history", args=session),
        reverse("admin:events_eventsession_delete", args=session),
    ]


def faults_of(page):
    """Without the list of choices that select2 draws with its own button inside."""
    context = {"exclude": [[".select2-selection__rendered"]]}
    found = Axe().run(page, context=context, options={"runOnly": WCAG_22_AA, "preload": False}).response["violations"]
    return [(fault["id"], [node["html"][:150] for node in fault["nodes"]][:3]) for fault in found]


def test_read_by_everybody_on_a_phone(page, clock_at):
    scene = build_scene(clock_at("2025-05-13T09:30"))
    page.goto("/admin/")
    assert faults_of(page) == []
    log_in(page, "alice", "secret-of-alice")
    for address in pages(scene):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 360, address
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours change at once
            assert faults_of(page) == [], f"{address} {scheme}"


def test_rows_are_cards_and_the_buttons_stay_in_sight(page, clock_at):
    scene = build_scene(clock_at("2025-05-13T09:30"))
    log_in(page, "alice", "secret-of-alice")
    page.goto(reverse("admin:events_eventsession_slots", args=[scene.own.session.pk]))
    capacity = page.locator("tr.has_original .field-capacity").first
    assert capacity.get_attribute("data-label") == "场地容量"
    assert capacity.locator("input").bounding_box()["height"] >= 44
    save = page.locator("[name=_save]")
    assert save.bounding_box()["y"] + save.bounding_box()["height"] <= 780
