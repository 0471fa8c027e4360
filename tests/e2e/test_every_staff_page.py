"""What must hold on every kind of page of the back office, on a phone and at a desk, light and dark: nothing axe objects to,
nothing that scrolls sideways."""

from dataclasses import asdict

import pytest

from tests.chromium import WCAG_22_AA
from tests.e2e.staff_visits import visit_staff_page
from tests.e2e.test_every_page import AXE, BY_SIGHT, IS_WIDE
from tests.example_week import load_example_week
from tests.page_kinds import CLOCKS, make_awkward_week
from tests.staff_page_kinds import staff_page_kinds
from tests.staff_week import StaffBrowser, make_staff_week

pytestmark = pytest.mark.django_db(transaction=True)

DESK = {"width": 1280, "height": 900}
WIDTHS = (1280, 360)
PARTS = 3  # which run beside each other
# select2 draws a list of choices with its own button inside
OBJECTIONS = """([only, rules]) => axe.run({exclude: [[".select2-selection__rendered"]]}, {
    preload: false, resultTypes: ["violations"], runOnly: only,
    rules: Object.fromEntries(rules.map((id) => [id, {enabled: true}])),
}).then(({violations}) => violations.map(({id, nodes}) => [id, ...nodes.slice(0, 3).map(({html}) => html.slice(0, 160))]))"""
LIST_IS_CUT_OFF = "[...document.querySelectorAll('.results')].some((one) => one.scrollWidth > one.clientWidth + 1)"
BEYOND = ["heading-order", "page-has-heading-one"]
SCHEMES = {"light": [WCAG_22_AA, BEYOND], "dark": [BY_SIGHT, []]}


@pytest.fixture
def staff_kinds(clock_at):
    clock_at(CLOCKS["during"])
    load_example_week()
    make_awkward_week()
    make_staff_week()
    return [asdict(kind) for kind in staff_page_kinds()]


@pytest.fixture
def open_kind(browser, live_server, staff_kinds):
    """Open a kind in a browser of its own, so that no form finds what another left."""
    cookies = {name: StaffBrowser(name).session_cookie for name in {kind["user"] for kind in staff_kinds}}
    opened = []

    def visit(kind):
        while opened:
            opened.pop().close()
        context = browser.new_context(
            base_url=live_server.url,
            viewport=DESK,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            service_workers="block",
            bypass_csp=True,  # axe itself is put into the page as a script
        )
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": "sessionid", "value": cookies[kind["user"]], "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.add_init_script(AXE)
        visit_staff_page(page, kind)
        return page

    yield visit
    for context in opened:
        context.close()


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_objects_to_nothing_and_nothing_scrolls_sideways(part, open_kind, staff_kinds):
    found, count = [], len(staff_kinds)
    for kind in staff_kinds[count * part // PARTS : count * (part + 1) // PARTS]:
        page = open_kind(kind)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": DESK["height"]})
            # as high as the page, or the row of buttons at the lower edge would lie across fields that one scrolls free
            page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
            if page.evaluate(IS_WIDE):
                found.append(f"{kind['name']} is wider than {width}")
            if width == DESK["width"] and page.evaluate(LIST_IS_CUT_OFF):
                found.append(f"{kind['name']}: columns of the list are cut off")
            for scheme, rules in SCHEMES.items():
                page.emulate_media(color_scheme=scheme)
                found += [f"{kind['name']} {width} {scheme}: {said}" for said in page.evaluate(OBJECTIONS, rules)]
    if found:
        pytest.fail("\n".join(found), pytrace=False)
