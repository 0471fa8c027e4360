"""Takes screenshots of every kind of page.

`python tests/e2e/take_screenshots.py FOLDER [--only programme] [--widths 360,1280]`

Loads the week and the awkward content into a fresh SQLite file, serves it under the rehearsal clock of each kind and
photographs the pages at 360, 768 and 1280 px, light and dark: public ones, those of the back office (staff-), of the door
(desk-) and of errors (error-). Names are page-width-scheme.png. What people print is photographed once more, as wide as
the text of a sheet of paper (paper-).
"""

import argparse
import json
import os
import sys
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.chromium import FLAGS, find_chromium  # noqa: E402 (found only with the project's folder on the path)
from tests.e2e.page_visits import visit_page_kind  # noqa: E402
from tests.e2e.staff_visits import visit_staff_page  # noqa: E402
from tests.portal_process import PortalProcess  # noqa: E402

WIDTH_OF_PAPER = 688  # A4 without its margins (css/print.css)
DURING = "2025-05-13T09:30:00+08:00"
# Run inside the portal, which has the models
LISTING = """
import dataclasses, json
from tests.desk_page_kinds import desk_page_kinds
from tests.door_day import make_door_day, open_door_browser
from tests.error_page_kinds import error_page_kinds
from tests.page_kinds import CLOCKS, make_awkward_week, page_kinds
from tests.paper_page_kinds import paper_page_kinds
from tests.staff_page_kinds import staff_page_kinds
from tests.staff_week import StaffBrowser, make_staff_week
make_awkward_week()
make_staff_week()
make_door_day()
staff = [*staff_page_kinds(), *desk_page_kinds()]
cookies = {name: StaffBrowser(name).session_cookie for name in {kind.user for kind in staff}}
cookies["frank"] = open_door_browser().session_cookie
kinds = [*page_kinds(), *error_page_kinds(), *staff]
papers = paper_page_kinds(kinds)
plain = lambda kind: dataclasses.asdict(kind) | {"clock": CLOCKS[getattr(kind, "clock", "during")]}
print(json.dumps([[plain(kind) for kind in kinds], [plain(kind) | {"is_paper": True} for kind in papers], cookies]))
"""
# Pictures further down are loaded when somebody scrolls to them
SHOW_PICTURES = """async () => {
    const pictures = [...document.images];
    for (const picture of pictures) picture.loading = "eager";
    await Promise.all(pictures.map((picture) => picture.decode().catch(() => {})));
}"""


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="page names that contain this, or one of these with commas between")
    parser.add_argument("--widths", default="360,768,1280")
    parser.add_argument("--schemes", default="light,dark")
    parser.add_argument("--display", default="", help="value of the cookie a11y, such as on")
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--first-screen", action="store_true", help="only what is seen without scrolling")
    return parser.parse_args()


def prepare_page_kinds(portal, only="") -> tuple[list[dict], dict[str, str]]:
    """Fill the database; return the requested kinds, those with a log-in last, then papers, and the session cookies of users."""
    portal.manage("migrate", "-v0")
    portal.manage("load_week", "data/week-2025.json")
    portal.manage("collectstatic", "--noinput", "-v0")
    kinds, papers, cookies = json.loads(portal.manage("shell", "-v0", "-c", LISTING))
    return [kind for kind in kinds + papers if any(part in kind["name"] for part in only.split(","))], cookies


def take_screenshots(browser, base, kinds, cookies, given):
    shown = [kind for kind in kinds if "is_paper" not in kind]
    for scheme, width in product(given.schemes.split(","), given.widths.split(",")):
        take_pages(browser, base, shown, cookies, given, int(width), scheme)
    take_pages(browser, base, [kind for kind in kinds if "is_paper" in kind], cookies, given, WIDTH_OF_PAPER, "light")


def take_pages(browser, base, kinds, cookies, given, width, scheme):
    if not kinds:
        return
    look = {"viewport": {"width": width, "height": given.height}, "color_scheme": scheme}
    context = browser.new_context(**look, locale="zh-CN", timezone_id="Asia/Shanghai", service_workers="block")
    if given.display:
        context.add_cookies([{"name": "a11y", "value": given.display, "url": base}])
    page = context.new_page()
    for kind in kinds:
        if "user" in kind:
            photograph_staff_page(context, kind, base, cookies, given, f"{width}-{scheme}")
        else:
            visit_page_kind(page, kind, base)
            photograph(page, kind, given, f"{width}-{scheme}")
    print(f"{kinds[0]['clock']} {width} {scheme}: {len(kinds)} pages", flush=True)
    context.close()


def photograph_staff_page(context, kind, base, cookies, given, look):
    """In a tab of its own, without what a form before has left in the browser."""
    context.add_cookies([{"name": "sessionid", "value": cookies[kind["user"]], "url": base}])
    page = context.new_page()
    size = page.viewport_size
    visit_staff_page(page, kind, base)
    if not given.first_screen:  # as high as the page, or the row of buttons would lie across its middle
        page.set_viewport_size({"width": size["width"], "height": page.evaluate("document.documentElement.scrollHeight")})
    photograph(page, kind, given, look)
    page.evaluate("async () => { for (const {name} of await indexedDB.databases()) indexedDB.deleteDatabase(name) }")
    page.close()


def photograph(page, kind, given, look):
    page.evaluate(SHOW_PICTURES)
    page.emulate_media(media="print" if "is_paper" in kind else "screen")
    page.evaluate("scrollTo(0, 0)")  # a page scrolled to a button would show its bars in the middle
    page.screenshot(path=given.folder / f"{kind['name']}-{look}.png", full_page=not given.first_screen)


def main():
    given = options()
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        database = f"sqlite:///{scratch}/shots.sqlite3"
        os.environ["MEDIA_ROOT"] = f"{scratch}/media"
        kinds, cookies = prepare_page_kinds(PortalProcess(database, DURING), given.only)
        for clock in dict.fromkeys(kind["clock"] for kind in kinds):
            with PortalProcess(database, clock) as portal:
                take_screenshots(browser, portal.base, [kind for kind in kinds if kind["clock"] == clock], cookies, given)
        browser.close()


if __name__ == "__main__":
    main()
