"""Takes screenshots of every kind of page.

`python tests/e2e/take_screenshots.py FOLDER [--only programme] [--widths 360,1280]`

Loads the week and the awkward content into a fresh SQLite file, serves it under the rehearsal clock of each kind and
photographs the pages at 360, 768 and 1280 px, light and dark. Names are page-width-scheme.png.
"""

import argparse
import json
import os
import secrets
import sys
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.chromium import FLAGS, find_chromium  # noqa: E402 (found only with the project's folder on the path)
from tests.e2e.page_visits import visit_page_kind  # noqa: E402
from tests.portal_process import PortalProcess  # noqa: E402

PASSWORD = secrets.token_urlsafe(12)
DURING = "2025-05-13T09:30:00+08:00"
# Run inside the portal, which has the models
LISTING = """
import dataclasses, json
from accounts.models import User
from tests.page_kinds import CLOCKS, make_awkward_week, page_kinds
User.objects.create_superuser("shots", password="{password}")
make_awkward_week()
kinds = [dataclasses.asdict(kind) | {{"clock": CLOCKS[kind.clock]}} for kind in page_kinds()]
print(json.dumps(kinds))
"""
# Pictures further down are loaded when somebody scrolls to them
SHOW_PICTURES = """async () => {
    const pictures = [...document.images];
    for (const picture of pictures) picture.loading = "eager";
    await Promise.all(pictures.map((picture) => picture.decode().catch(() => {})));
}"""
BACK_OFFICE = {
    "admin-index": "/admin/",
    "admin-sessions": "/admin/events/eventsession/",
    "admin-bookings": "/admin/events/booking/",
    "admin-calls": "/admin/events/notice/calls/",
    "admin-notice-texts": "/admin/events/noticetext/add/",
    "admin-edition-new": "/admin/events/activityweek/1/new-edition/",
    "admin-edition-to-decide": "/admin/events/activityweek/2/to-decide/",
    "admin-edition-show": "/admin/events/activityweek/2/show/",
}


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


def prepare_page_kinds(portal, only) -> list[dict]:
    """Fill the database; return the requested kinds, those of the back office last."""
    portal.manage("migrate", "-v0")
    portal.manage("load_week", "data/week-2025.json")
    portal.manage("collectstatic", "--noinput", "-v0")
    kinds = json.loads(portal.manage("shell", "-v0", "-c", LISTING.format(password=PASSWORD)))
    kinds += [{"name": name, "path": path, "clock": DURING, "sent": {}, "opened": ()} for name, path in BACK_OFFICE.items()]
    return [kind for kind in kinds if any(part in kind["name"] for part in only.split(","))]


def log_in(page, base):
    page.goto(f"{base}/admin/login/")
    page.fill("#id_username", "shots")
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_load_state("networkidle")


def take_screenshots(browser, base, kinds, given):
    for scheme, width in product(given.schemes.split(","), given.widths.split(",")):
        context = browser.new_context(
            viewport={"width": int(width), "height": given.height}, color_scheme=scheme, service_workers="block", locale="zh-CN"
        )
        if given.display:
            context.add_cookies([{"name": "a11y", "value": given.display, "url": base}])
        page, is_staff = context.new_page(), False
        for kind in kinds:
            if kind["name"] in BACK_OFFICE and not is_staff:
                log_in(page, base)
                is_staff = True
            visit_page_kind(page, kind, base)
            page.evaluate(SHOW_PICTURES)
            page.evaluate("scrollTo(0, 0)")  # a page scrolled to a button would show its bars in the middle
            page.screenshot(path=given.folder / f"{kind['name']}-{width}-{scheme}.png", full_page=not given.first_screen)
        print(f"{kinds[0]['clock']} {width} {scheme}: {len(kinds)} pages", flush=True)
        context.close()


def main():
    given = options()
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        database = f"sqlite:///{scratch}/shots.sqlite3"
        os.environ["MEDIA_ROOT"] = f"{scratch}/media"
        kinds = prepare_page_kinds(PortalProcess(database, DURING), given.only)
        for clock in dict.fromkeys(kind["clock"] for kind in kinds):
            with PortalProcess(database, clock) as portal:
                take_screenshots(browser, portal.base, [kind for kind in kinds if kind["clock"] == clock], given)
        browser.close()


if __name__ == "__main__":
    main()
