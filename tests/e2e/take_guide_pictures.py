"""Takes the pictures of docs/backoffice.md and of the help page from today's pages, each small enough for the repository.

`python tests/e2e/take_guide_pictures.py [FOLDER]`
"""

import io
import os
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.chromium import FLAGS, find_chromium  # noqa: E402 (found only with the project's folder on the path)
from tests.e2e.take_screenshots import DURING, prepare_page_kinds  # noqa: E402
from tests.portal_process import PortalProcess  # noqa: E402

FOLDER = Path(__file__).resolve().parents[2] / "static" / "img" / "guide"
LARGEST = 60_000  # bytes
WINDOW = {"width": 1000, "height": 720}
# The list of everything beside each page is folded away, as by its button: the page itself is what a picture is about
NO_SIDEBAR = "localStorage.setItem('django.admin.navSidebarIsOpen', 'false')"
PAGES = {
    "first-page": "/admin/",
    "sessions": "/admin/events/eventsession/",
    "new-session": "/admin/events/eventsession/add/",
    "classes": "/admin/events/booking/decide/",
    "bookings": "/admin/events/booking/",
    "import": "/admin/events/eventsession/import/",
}
TEXT = ("## 活动内容\n", "- 看：师傅示范推光工序\n", "做：亲手打磨一块漆板\n\n", "请穿方便活动的衣服，提前10分钟到场。")


def keep_small(png: bytes) -> bytes:
    """Return the picture as WebP of at most LARGEST bytes."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in (80, 65, 50, 35, 20):
        written = io.BytesIO()
        image.save(written, "WEBP", quality=quality, method=6)
        if written.tell() <= LARGEST:
            break
    return written.getvalue()


def take_editor(page) -> bytes:
    """Write a text as staff do, and return the picture of its field."""
    page.goto(PAGES["new-session"])
    box = page.locator(".richtext[data-mode=visual]").first
    box.locator(".richtext__text").click()
    for words in TEXT:
        page.keyboard.type(words)
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    top, height = place["y"] - 10, min(place["height"] + 20, 600)
    return page.screenshot(clip={"x": 0, "y": top, "width": WINDOW["width"], "height": height})


def take_pictures(page, folder: Path):
    for name, path in PAGES.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        (folder / f"{name}.webp").write_bytes(keep_small(page.screenshot()))
    (folder / "editor.webp").write_bytes(keep_small(take_editor(page)))


def main(folder: Path = FOLDER):
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        os.environ["MEDIA_ROOT"] = f"{scratch}/media"
        database = f"sqlite:///{scratch}/guide.sqlite3"
        _kinds, cookies = prepare_page_kinds(PortalProcess(database, DURING), "nothing")
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        with PortalProcess(database, DURING) as portal:
            look = {"viewport": WINDOW, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "color_scheme": "light"}
            context = browser.new_context(base_url=portal.base, **look)
            context.add_cookies([{"name": "sessionid", "value": cookies["alice"], "url": portal.base}])
            context.add_init_script(NO_SIDEBAR)
            take_pictures(context.new_page(), folder)
        browser.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
