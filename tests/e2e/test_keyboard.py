"""With the keyboard alone: what can be reached, in what order, and where the focus is afterwards."""

import pytest

from events.models import Booking
from tests.page_kinds import make_awkward_week

pytestmark = pytest.mark.django_db(transaction=True)

# A ring may be drawn by the element, by what is stretched over its card, or by the label around a hidden box.
FOCUSED = """() => {
    const {activeElement: at} = document, box = at.getBoundingClientRect();
    const isStuck = (element) => ["sticky", "fixed"].includes(getComputedStyle(element).position);
    let cover = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    while (cover && !cover.contains(at) && !isStuck(cover)) cover = cover.parentElement;
    const drawn = [getComputedStyle(at), getComputedStyle(at, "::after")];
    for (let box = at.parentElement; box && drawn.length < 5; box = box.parentElement) drawn.push(getComputedStyle(box));
    return {
        tag: at.tagName, id: at.id, name: at.name ?? "", href: at.getAttribute("href") ?? "",
        text: (at.getAttribute("aria-label") ?? at.textContent).trim(),
        isRinged: drawn.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
        isCovered: Boolean(cover && !cover.contains(at)),
    };
}"""
MOST_TABS = 250


@pytest.fixture(autouse=True)
def awkward(week):
    make_awkward_week()


def tab_to(page, key="Tab", **wanted):
    """Presses until the focus is there; every stop on the way shows its ring and is not under a bar."""
    for _press in range(MOST_TABS):
        page.keyboard.press(key)
        at = page.evaluate(FOCUSED)
        assert at["tag"] == "BODY" or at["isRinged"] and not at["isCovered"], f"{at}"
        if all(value in at[name] if name in ("text", "href") else value == at[name] for name, value in wanted.items()):
            return at
    raise AssertionError(f"{wanted} was never reached; the focus ended on {at}")


def follow(page):
    with page.expect_event("load"):  # a new document: an address that only changes in place is none
        page.keyboard.press("Enter")


def test_from_home_by_filters_to_a_booking_and_its_cancelling(page):
    page.emulate_media(reduced_motion="reduce")  # scrolling is then done at once
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["href"] == "#main"
    tab_to(page, href="/events/", text="日程")
    follow(page)
    tab_to(page, id="day-2025-05-16")
    page.keyboard.press("Enter")
    page.wait_for_url("**day=2025-05-16**")
    tab_to(page, id="f-kind-experience")
    page.keyboard.press("Space")
    page.wait_for_url("**kind=experience**")
    tab_to(page, key="Shift+Tab", id="f-q")
    page.keyboard.type("many")
    page.wait_for_url("**q=many**")
    assert page.evaluate(FOCUSED)["id"] == "f-q"
    tab_to(page, href="/events/awkward-many/")
    follow(page)
    tab_to(page, href="/book/")
    follow(page)
    fill_in(page, phone="138")
    assert page.locator(".notice--error").evaluate("summary => summary === document.activeElement")
    tab_to(page, href="#id_phone")
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED)["id"] == "id_phone"
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("13800000001")
    follow(page)
    assert "/bookings/" in page.url
    booking = Booking.objects.get(phone="13800000001")
    tab_to(page, tag="SUMMARY", text="取消")
    page.keyboard.press("Enter")
    tab_to(page, text="确认取消预约")
    follow(page)
    booking.refresh_from_db()
    assert booking.state == "cancelled"


def fill_in(page, *, phone):
    tab_to(page, name="slot")
    before = page.locator("[name=slot]:checked").get_attribute("value")
    page.keyboard.press("ArrowDown")
    assert page.locator("[name=slot]:checked").get_attribute("value") != before
    tab_to(page, id="id_contact_name")
    page.keyboard.type("王女士")
    tab_to(page, id="id_phone")
    page.keyboard.type(phone)
    tab_to(page, id="id_consent")
    page.keyboard.press("Space")
    follow(page)


def test_filters_timetable_and_tiles(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/events/?day=2025-05-16")
    tab_to(page, id="f-kind-experience")
    page.keyboard.press("Space")
    page.wait_for_url("**kind=experience**")
    assert page.evaluate(FOCUSED)["id"] == "f-kind-experience"
    timetable = page.get_by_role("region", name="时间表")
    page.locator(".result-bar button").last.focus()
    tab_to(page, text="时间表")
    assert timetable.evaluate("region => region === document.activeElement")
    page.goto("/schools/")
    tile = tab_to(page, href="/schools/?district=")
    follow(page)
    assert tile["href"] in page.url


@pytest.mark.parametrize(
    ("width", "path"),
    [
        (1280, "/events/?day=2025-05-16"),
        (1280, "/events/?day=all"),
        (360, "/events/?day=2025-05-16"),
        (360, "/events/awkward-many/"),
        (1280, "/weeks/jinzhong-vocational-week-2025/"),
    ],
)
def test_nothing_that_sticks_covers_what_has_the_focus_on_the_way_up(page, width, path):
    page.emulate_media(reduced_motion="reduce")  # scrolling is then done at once
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(path)
    page.locator("footer a").first.focus()
    tab_to(page, key="Shift+Tab", href="#main")


def test_the_panel_of_text_size_and_contrast(page):
    page.goto("/about/")
    tab_to(page, tag="SUMMARY", text="字号")
    page.keyboard.press("Enter")
    tab_to(page, text="特大")
    page.keyboard.press("Enter")
    assert page.locator("html").get_attribute("data-text") == "largest"
    tab_to(page, text="高")
    with page.expect_response("**/display/theme/"):
        page.keyboard.press("Space")
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED)["tag"] == "SUMMARY"
    page.goto("/events/")
    root = page.locator("html")
    assert (root.get_attribute("data-text"), root.get_attribute("data-a11y")) == ("largest", "on")
    assert page.locator(".display-panel [aria-pressed=true]").all_text_contents() != []
