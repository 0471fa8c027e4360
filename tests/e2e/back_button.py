"""Phones on which people press Back, and what they do on the booking pages."""

from contextlib import contextmanager
from urllib.parse import urlsplit

# Marks a page that came back as it was, with its scripts still running (bfcache)
NOTE_RESTORED = "addEventListener('pageshow', (event) => { window.isRestored = event.persisted; });"


@contextmanager
def open_phone(browser, base, *, scripts=True):
    """A phone with a page of its own; `browser` decides whether it keeps pages in memory."""
    context = browser.new_context(
        base_url=base, viewport={"width": 360, "height": 780}, locale="zh-CN", java_script_enabled=scripts
    )
    context.set_default_timeout(10_000)
    context.add_init_script(NOTE_RESTORED)
    try:
        yield context.new_page()
    finally:
        context.close()


def go_back(page, path, *, from_memory=False):
    """Press Back and wait for the page of this path; `from_memory` if it has to be the very page that was left."""
    page.go_back(wait_until="commit")  # a restored page does not load again
    page.wait_for_url(lambda url: urlsplit(url).path == path, wait_until="commit")
    page.locator("footer").last.wait_for()
    if from_memory:
        page.wait_for_function("window.isRestored")


def fill_form(page, **values):
    for name, value in values.items():
        page.fill(f"main form:has([name=consent]) [name={name}]", value)


def send_form(page):
    """Send the form that asks for consent, and wait for what comes."""
    with page.expect_navigation():
        page.locator("main form:has([name=consent]) button[type=submit]:not([name=extend])").last.click()


def cancel_ticket(page, path):
    page.goto(path)
    page.locator("main details summary", has_text="取消").click()
    with page.expect_navigation():
        page.get_by_role("button", name="确认取消预约").click()


def path_of(page) -> str:
    return urlsplit(page.url).path
