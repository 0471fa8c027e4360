"""What must hold on every kind of page: nothing axe objects to, in any display; nothing that scrolls sideways."""

from dataclasses import asdict
from pathlib import Path

import axe_playwright_python
import pytest

from tests.chromium import WCAG_22_AA
from tests.e2e.page_visits import visit_page_kind
from tests.example_week import load_example_week
from tests.page_kinds import CLOCKS, make_awkward_week, page_kinds

pytestmark = pytest.mark.django_db(transaction=True)

AXE = next(Path(axe_playwright_python.__file__).parent.glob("axe*.js")).read_text(encoding="utf-8")
BEYOND = ["heading-order", "landmark-unique", "page-has-heading-one", "region"]
BY_SIGHT = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]  # what a display can change
OBJECTIONS = """([only, rules]) => axe.run({
    resultTypes: ["violations"], runOnly: only, rules: Object.fromEntries(rules.map((id) => [id, {enabled: true}])),
}).then(({violations}) => violations.map(({id, nodes}) => [id, ...nodes.slice(0, 3).map(({html}) => html.slice(0, 120))]))"""
# As the server writes them for the visitor's cookies.
DISPLAYS = {
    "light": {"bsTheme": "light"},
    "dark": {"bsTheme": "dark"},
    "large print": {"bsTheme": "light", "a11y": "on", "text": "large"},
}
WEAR = "display => Object.assign(document.documentElement.dataset, display)"
# What WCAG 1.4.12 lets readers set.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
WIDEST = """[...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 4).map((one) => one.outerHTML.slice(0, 120))"""
IS_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

# Texts that touch in the text of the page, while on the screen a style holds them apart.
TOUCHING = r"""() => {
    const TAGS = new Set(["SPAN", "B", "SMALL", "A", "TIME", "I", "EM", "STRONG", "LABEL", "Q", "BUTTON", "SUMMARY", "WBR"]);
    const isWord = (character) => /[\p{L}\p{N}]/u.test(character);
    const UNREAD = "script, style, template, svg, option, datalist, [hidden]";
    const found = new Set();
    let last = null, isApart = true;
    const visit = (node) => {
        if (node.nodeType === Node.TEXT_NODE) {
            if (!node.data.trim()) return void (isApart ||= node.data !== "");
            if (last && !isApart && isWord(last.data.slice(-1)) && isWord(node.data[0]) && areHeldApart(last, node))
                found.add(`${last.data.trim().slice(-12)}|${node.data.trim().slice(0, 12)}`);
            [last, isApart] = [node, false];
        } else if (node.nodeType === Node.ELEMENT_NODE && !node.matches(UNREAD)) {
            if (node.tagName === "WBR") last = null; // the next phrase of the same heading
            const isBlock = !TAGS.has(node.tagName);
            isApart ||= isBlock;
            node.childNodes.forEach(visit);
            isApart ||= isBlock;
        }
    };
    const areHeldApart = (one, other) => {
        const isBox = (text, end) => {
            for (let at = text.parentElement; at && !at.contains(end); at = at.parentElement)
                if (getComputedStyle(at).display !== "inline") return true;
            return false;
        };
        return isBox(one, other) || isBox(other, one);
    };
    visit(document.body);
    return [...found];
}"""

# Days, weekdays and time spans on more than one line.
BROKEN_DATES = r"""() => {
    const WHEN = /\d{1,2}月\d{1,2}日|(?:周|星期)[一二三四五六日]|(?:\d+–)?\d+ (?:May|June)|\d+:\d\d(?:[–—]\d+:\d\d)?/g;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), broken = [];
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (!text.parentElement.checkVisibility() || text.parentElement.closest("script, style, option, textarea")) continue;
        for (const found of text.data.matchAll(WHEN)) {
            const range = document.createRange();
            range.setStart(text, found.index);
            range.setEnd(text, found.index + found[0].length);
            const lines = [...range.getClientRects()].filter((box) => box.width > 1).map((box) => Math.round(box.top));
            if (new Set(lines).size > 1) broken.push(`${found[0]} in ${text.parentElement.outerHTML.slice(0, 80)}`);
        }
    }
    return broken;
}"""


@pytest.fixture
def kinds(clock_at):
    """The kinds one by one, the clock set for each."""
    clock_at(CLOCKS["during"])
    load_example_week()
    make_awkward_week()
    return ((clock_at(CLOCKS[kind.clock]), asdict(kind))[1] for kind in page_kinds())


@pytest.fixture
def still_page(browser, live_server):
    """A phone on which nothing moves, so that no colour is measured half way."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 360, "height": 780},
        reduced_motion="reduce",
        service_workers="block",
        bypass_csp=True,  # axe itself is put into the page as a script
    )
    yield context.new_page()
    context.close()


def test_axe_objects_to_nothing(still_page, kinds):
    still_page.add_init_script(AXE)
    found = {}
    for kind in kinds:
        visit_page_kind(still_page, kind)
        for name, display in DISPLAYS.items():
            still_page.evaluate(WEAR, display)
            only, more = (WCAG_22_AA, BEYOND) if name == "light" else (BY_SIGHT, [])
            if objections := still_page.evaluate(OBJECTIONS, [only, more]):
                found[f"{kind['name']}, {name}"] = objections
    assert found == {}


def test_opened_parts_do_not_scroll_sideways_in_the_largest_text(browser, live_server, kinds):
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 780}, service_workers="block")
    context.add_cookies([{"name": "a11y", "value": "largest", "url": live_server.url}])
    page, wide = context.new_page(), []
    for kind in kinds:
        visit_page_kind(page, kind)
        page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true })")
        if page.evaluate(IS_WIDE):
            wide.append((kind["name"], page.evaluate(WIDEST)))
    context.close()
    assert wide == []


def test_nothing_scrolls_sideways_no_date_is_broken_and_a_space_stands_where_a_style_parts_texts(still_page, kinds):
    wide, touching, broken = [], {}, {}

    def look(name, width, how=""):
        still_page.set_viewport_size({"width": width, "height": 780})
        if still_page.evaluate(IS_WIDE):
            wide.append((name, width, how))
        if width == 360 and (dates := still_page.evaluate(BROKEN_DATES)):
            broken[name, how] = dates

    for kind in kinds:
        still_page.set_viewport_size({"width": 1280, "height": 780})
        visit_page_kind(still_page, kind, opening=False)
        if texts := still_page.evaluate(TOUCHING):
            touching[kind["name"]] = texts
        for width in (1280, 768, 360, 320):
            look(kind["name"], width)
        for contrast in ("off", "on"):
            still_page.evaluate(WEAR, {"text": "largest", "a11y": contrast})
            for width in (320, 360, 414, 1100, 1280):
                look(kind["name"], width, f"largest text, high contrast {contrast}")
        still_page.evaluate("['text', 'a11y'].forEach((name) => delete document.documentElement.dataset[name])")
        still_page.add_style_tag(content=SPACING)
        for width in (320, 360, 1280):
            look(kind["name"], width, "text spaced out")
    assert wide == []
    assert broken == {}
    assert touching == {}
