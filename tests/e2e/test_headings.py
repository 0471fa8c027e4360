"""Chinese headings on a phone: whole words, in every text size; and the home page stays short."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("home", "programme", "school_list", "college_list", "numbers", "partnership_list", "about")
SESSIONS = ("glassware-demo", "lacquer-coaster-experience", "talk-through-train", "junior-career-experience-day1")
# Phrases on more than one line although they would fit on one
BROKEN = """() => [...document.querySelectorAll("main :has(> wbr)")].filter((one) => one.checkVisibility()).flatMap((one) => {
    const lines = (node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [...range.getClientRects()].filter((box) => box.width > 1);
    };
    const block = one.closest("p, h1, h2, h3, h4, li, td, dt, dd, figcaption, div") ?? one.parentElement;
    const style = getComputedStyle(block);
    const room = block.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
    const texts = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    return texts.filter((node) => /^[\\u4e00-\\u9fff]+$/.test(node.data)).filter((node) => {
        const boxes = lines(node);
        return new Set(boxes.map((box) => Math.round(box.top))).size > 1
            && boxes.reduce((sum, box) => sum + box.width, 0) < room - 4;
    }).map((node) => node.data);
})"""
# Headings of several lines that nobody has divided, and that break elsewhere than after punctuation
UNDIVIDED = """() => [...document.querySelectorAll("main :is(h1, h2, h3, h4)")].filter((one) =>
    one.checkVisibility() && !one.querySelector("wbr, small") && /[\\u4e00-\\u9fff]{9}/.test(one.textContent)
    && one.getBoundingClientRect().height > 1.9 * parseFloat(getComputedStyle(one).lineHeight)
).map((one) => one.textContent.trim())"""


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize("text", ["", "largest"])
def test_no_heading_breaks_inside_a_word(browser, live_server, text):
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 780}, service_workers="block")
    context.add_cookies([{"name": "a11y", "value": text, "url": live_server.url}] if text else [])
    page, found = context.new_page(), {}
    for path in [*map(reverse, PAGES), *(reverse("session_detail", args=[slug]) for slug in SESSIONS)]:
        page.goto(path)
        if broken := page.evaluate(BROKEN) + page.evaluate(UNDIVIDED):
            found[path] = broken
    context.close()
    assert found == {}


@pytest.mark.usefixtures("week")
def test_the_home_page_is_short_on_a_phone(page):
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollHeight") <= 5400
    footer, earlier = page.locator("footer.site-footer"), page.locator("#h-earlier")
    assert earlier.count() == 0 or earlier.bounding_box()["y"] < footer.bounding_box()["y"]
