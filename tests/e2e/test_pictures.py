"""A picture added from a session's form: dropped into the popup, chosen there, shown to the public."""

import pytest
from django.urls import reverse

from content.models import Picture
from content.pictures import renditions
from events.models import EventSession
from tests.admin_scene import build_scene
from tests.content.pictures.sample_files import jpeg_bytes

pytestmark = pytest.mark.django_db(transaction=True)

DROP = """bytes => {
    const given = new DataTransfer();
    given.items.add(new File([Uint8Array.from(bytes)], "photo.jpg", {type: "image/jpeg"}));
    const target = document.querySelector(".picture-drop");
    target.dispatchEvent(new DragEvent("drop", {dataTransfer: given, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def scene(clock_at):
    return build_scene(clock_at("2025-05-13T09:30"))


def test_dropped_into_the_popup_of_a_session(page, client, scene, live_server):
    client.force_login(scene.bob)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page.goto(reverse("admin:events_eventsession_change", args=[scene.own.session.pk]))
    with page.expect_popup() as opened:
        page.locator("#add_id_picture").click()
    popup = opened.value
    popup.wait_for_selector(".picture-drop__words:visible")
    popup.evaluate(DROP, list(jpeg_bytes()))
    stage = popup.locator(".picture-drop__stage")
    stage.locator("canvas").wait_for()
    box = stage.bounding_box()
    stage.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    popup.fill("#id_alt_text", "左红右蓝")
    with popup.expect_event("load"):  # the declaration was forgotten: the picture is kept
        popup.click("[name=_save]")
    assert popup.locator(".picture-drop__kept").is_visible()
    popup.check("#id_minors_0")
    with popup.expect_event("close"):
        popup.click("[name=_save]")
    picture = Picture.objects.get(alt_text="左红右蓝")
    assert (picture.focal_x, picture.focal_y, picture.uploaded_by) == (25, 75, scene.bob)
    assert page.locator("#id_picture").input_value() == str(picture.pk)

    renditions.prepare_renditions(picture.pk)
    EventSession.objects.filter(pk=scene.own.session.pk).update(picture=picture)
    page.goto(reverse("session_detail", args=[scene.own.session.slug]))
    shown = page.locator(".picture--page img")
    assert shown.evaluate("one => one.decode().then(() => one.currentSrc)").endswith(".avif")
    assert shown.evaluate("one => getComputedStyle(one).objectPosition") == "30% 80%"
