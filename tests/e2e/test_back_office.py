"""A secretary makes a session with a picture and twelve times; the bureau looks at it and publishes it for tomorrow."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from content.models import Picture
from events.models import EventSession
from tests.admin_scene import build_scene

pytestmark = pytest.mark.django_db(transaction=True)
DAYS = ("2025-05-15", "2025-05-16", "2025-05-17")
TIMES = "09:00–09:40\n10:00–10:40\n14:00–14:40\n15:00–15:40"


@pytest.fixture
def at_a_desk(browser, live_server):
    """`at_a_desk("bob")` is Bob's browser, logged in."""
    contexts = []

    def log_in(name):
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}, locale="zh-CN")
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.goto("/admin/")
        page.fill("#id_username", name)
        page.fill("#id_password", f"secret-of-{name}")
        with page.expect_event("load"):
            page.press("#id_password", "Enter")
        return page

    yield log_in
    for context in contexts:
        context.close()


def photograph() -> dict:
    content = io.BytesIO()
    Image.effect_noise((900, 600), 90).convert("RGB").save(content, "JPEG")
    return {"name": "loom.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def test_from_the_secretarys_desk_to_the_public(at_a_desk, context, clock_at):
    scene = build_scene(clock_at("2025-05-13T09:30"))
    secretary = at_a_desk("bob")

    secretary.goto("/admin/content/picture/add/")
    secretary.set_input_files("input[name=image]", photograph())
    secretary.fill("[name=alt_text]", "织机上的布")
    choose_no_minors(secretary)
    secretary.click("[name=_save]")
    secretary.wait_for_url("**/picture/")
    picture = Picture.objects.get(alt_text="织机上的布")

    start = f"week={scene.week.pk}&venue={scene.venue.pk}&host_school={scene.own.school.pk}&picture={picture.pk}"
    secretary.goto(f"/admin/events/eventsession/add/?{start}")
    secretary.fill("[name=title]", "纺机液压实训线开放体验")
    secretary.fill("[name=slug]", "loom")
    secretary.select_option("[name=kind]", "experience")
    secretary.select_option("[name=booking_mode]", "individual")
    secretary.click("[name=_continue] >> nth=0")
    secretary.wait_for_url("**/change/**")
    session = EventSession.objects.get(slug="loom")

    secretary.goto(reverse("admin:events_eventsession_many_slots", args=[session.pk]))
    for day in DAYS:
        secretary.check(f"[name=days][value='{day}']")
    secretary.fill("[name=times]", TIMES)
    secretary.fill("[name=capacity]", "20")
    secretary.click("[name=_look]")
    secretary.click("[name=_make]")
    secretary.wait_for_url("**/change/**")
    assert session.slots.count() == 12

    secretary.click("[name=_review] >> nth=0")
    secretary.wait_for_load_state()
    session.refresh_from_db()
    assert (session.status, session.picture) == ("review", picture)

    bureau = at_a_desk("alice")
    bureau.goto(reverse("admin:events_eventsession_preview", args=[session.pk]))
    frame = bureau.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == session.title
    assert bureau.locator("iframe").bounding_box()["width"] <= 362

    bureau.goto(reverse("admin:events_eventsession_change", args=[session.pk]))
    bureau.select_option("[name=status]", "published")
    bureau.fill("[name=publish_at_0]", "2025-05-14")
    bureau.fill("[name=publish_at_1]", "08:00")
    bureau.click("input[name=_save] >> nth=0")
    bureau.wait_for_url("**/eventsession/")

    address, visitor = reverse("session_detail", args=["loom"]), context.new_page()
    assert visitor.goto(address).status == 404
    clock_at("2025-05-14T07:59")
    assert visitor.goto(address).status == 404
    clock_at("2025-05-14T08:00")
    assert visitor.goto(address).status == 200
    assert visitor.locator("h1").inner_text() == session.title
    assert visitor.locator("img[alt='织机上的布']").first.is_visible()


def choose_no_minors(page):
    field = page.locator("[name=minors]").first
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option("none")
    else:
        page.check("[name=minors][value=none]")
