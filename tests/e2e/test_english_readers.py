"""What a reader of English sees on a phone: the way to English, the offer of it, and names that fit their places."""

import pytest
from django.urls import reverse

from tests.example_week import load_example_week

OUTSIDE = """() => [...document.querySelectorAll(".tile b")].filter((label) => {
  const words = document.createRange();
  words.selectNodeContents(label);
  return words.getBoundingClientRect().right > label.closest(".tile").getBoundingClientRect().right;
}).map((label) => label.textContent.trim())"""


@pytest.fixture
def open_page(browser, live_server, clock_at):
    """Return a function that opens a page with a browser of these languages, the first preferred."""
    clock_at("2025-05-13T09:30")
    load_example_week()
    contexts = []

    def open_page(path, locale="en-GB", width=360):
        contexts.append(browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 780}, locale=locale))
        page = contexts[-1].new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_the_other_language_is_in_sight_on_a_phone(open_page):
    page = open_page("/", locale="zh-CN")
    link = page.locator(".site-header").get_by_role("link", name="English")
    link.click()
    assert page.url.endswith("/en/")
    assert page.locator(".site-header").get_by_role("link", name="中文").is_visible()


def test_light_and_dark_are_in_the_menu_on_a_phone(open_page):
    page = open_page("/", locale="zh-CN")
    buttons = page.get_by_role("button", name="深色显示")
    assert buttons.count() == 0
    page.locator(".site-menu > summary").click()
    buttons.click()
    page.locator("html[data-bs-theme=dark]").wait_for()


def test_english_is_offered_once_to_a_browser_that_prefers_it(open_page):
    page = open_page("/numbers/")
    offer = page.locator(".language-offer")
    offer.get_by_role("link", name="Read this page in English").wait_for()
    assert offer.get_attribute("role") == "status"
    before = page.locator("main").bounding_box()
    box = offer.bounding_box()
    assert box["y"] + box["height"] == pytest.approx(page.viewport_size["height"], abs=1)  # the first lines stay in sight
    offer.get_by_role("button", name="Not now").click()
    assert page.locator("main").bounding_box() == before
    page.goto("/schools/")
    page.wait_for_load_state("networkidle")
    assert offer.count() == 0


def test_the_offer_leads_to_the_same_page(open_page):
    page = open_page("/numbers/")
    page.get_by_role("link", name="Read this page in English").click()
    assert page.url.endswith("/en/numbers/")


@pytest.mark.parametrize(("path", "locale"), [("/numbers/", "zh-CN"), ("/numbers/", "fr-FR"), ("/en/numbers/", "en-GB")])
def test_nobody_else_is_offered_it(open_page, path, locale):
    page = open_page(path, locale=locale)
    page.wait_for_load_state("networkidle")
    assert page.locator(".language-offer").count() == 0


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1280, 1920])
def test_english_names_stay_within_their_tiles(open_page, width):
    page = open_page(f"/en{reverse('school_list')}", width=width)
    assert page.evaluate(OUTSIDE) == []
