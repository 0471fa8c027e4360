"""The back office on a phone: no bar or table scrolls sideways, and deciding, writing and saving are under the thumb."""

import pytest
from django.urls import reverse

from events.models import Booking, Message
from tests.admin_scene import build_scene
from tests.factories.events import ClassBookingFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)
THUMB = 44  # CSS pixels
WIDTH, HEIGHT = 360, 780
SIDEWAYS = """() => [...document.querySelectorAll("body *")]
  .filter((part) => /auto|scroll/.test(getComputedStyle(part).overflowX) && part.scrollWidth > part.clientWidth + 1)
  .map((part) => `${part.tagName}.${part.className}`)"""


@pytest.fixture
def scene(transactional_db, clock_at):
    scene = build_scene(clock_at("2025-05-13T09:30"))
    scene.class_booking = ClassBookingFactory(
        slot=TimeSlotFactory(session=scene.own.session, capacity=60), class_name="八年级1班"
    )
    return scene


@pytest.fixture
def alice(page, scene):
    page.goto("/admin/")
    page.fill("#id_username", "alice")
    page.fill("#id_password", "secret-of-alice")
    with page.expect_event("load"):
        page.press("#id_password", "Enter")
    return page


def assert_under_the_thumb(page, selector):
    """It is in sight without scrolling, in the lower half, and as high as a finger is wide."""
    box = page.locator(selector).bounding_box()
    assert box["height"] >= THUMB, selector
    assert HEIGHT / 2 < box["y"] <= HEIGHT - box["height"], selector


def test_nothing_scrolls_sideways(alice, scene):
    session = scene.own.session.pk
    for address in (
        *("/admin/", "/admin/events/eventsession/", "/admin/events/booking/", "/admin/schools/school/"),
        *(f"/admin/events/eventsession/{session}/change/", f"/admin/events/eventsession/{session}/slots/"),
        *("/admin/events/eventsession/add/", f"/admin/events/eventsession/{session}/cancel/"),
        *(reverse("admin:events_booking_decide"), f"/admin/events/notice/message/?session={session}"),
    ):
        alice.goto(address)
        assert alice.evaluate("document.documentElement.scrollWidth") <= WIDTH, address
        assert alice.evaluate(SIDEWAYS) == [], address


def test_a_list_has_room_to_search_and_its_filters_are_short(alice):
    alice.goto("/admin/events/booking/")
    assert alice.locator("#searchbar").bounding_box()["width"] > WIDTH / 2
    boxes = [value.bounding_box() for value in alice.locator("#changelist-filter li a").all()]
    assert len({box["y"] for box in boxes}) < len(boxes) / 2
    assert min(box["height"] for box in boxes) >= THUMB


def test_the_lists_of_the_first_page_are_short(alice):
    alice.goto("/admin/")
    box = alice.locator("nav.everything").bounding_box()
    assert box["height"] < 1.25 * HEIGHT  # of thirty lists and four buttons
    alice.click(".to-everything a")
    alice.click("nav.everything summary >> nth=0")
    assert alice.locator("nav.everything .model-venue a").first.is_visible()


def test_a_class_is_approved_with_one_thumb(alice, scene):
    alice.goto(reverse("admin:events_booking_decide"))
    assert_under_the_thumb(alice, "[name=_decide]")
    with alice.expect_event("load"):
        alice.click("[name=_decide]")
    assert Booking.objects.get(pk=scene.class_booking.pk).state == "confirmed"


def test_the_bookers_of_a_session_are_written_to_with_one_thumb(alice, scene):
    alice.goto(reverse("admin:events_eventsession_change", args=[scene.own.session.pk]))
    assert_under_the_thumb(alice, "[name=_save]")
    alice.click("text=写群发通知")
    assert_under_the_thumb(alice, "[name=_preview]")
    assert alice.locator("#id_subject").bounding_box()["y"] < HEIGHT  # the words come first: whom they go to is said already
    alice.fill("#id_subject", "请提前十分钟到")
    alice.fill("#id_body", "活动照常进行。")
    alice.click("[name=_preview]")
    assert_under_the_thumb(alice, "[name=_send]")
    with alice.expect_event("load"):
        alice.click("[name=_send]")
    assert list(Message.objects.get().sessions.all()) == [scene.own.session]
