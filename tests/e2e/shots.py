"""Pictures of every page kind, to be looked at: `python tests/e2e/shots.py FOLDER [--only programme] [--widths 360,1280]`.

Loads the week into a fresh SQLite file, serves it under the rehearsal clock and photographs each page at 360, 768 and
1280 px, light and dark. Names are page-width-scheme.png.
"""

import argparse
import os
import secrets
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.portal import Portal  # noqa: E402 (found only with the project's folder on the path)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CLOCKS = {
    "during": "2025-05-13T09:30:00+08:00",
    "before": "2025-05-08T10:00:00+08:00",
    "after": "2025-05-20T10:00:00+08:00",
}
PASSWORD = secrets.token_urlsafe(12)
# Run inside the portal: addresses that depend on the data, one "name path" a line.
ADDRESSES = """
from django.urls import reverse
from events.models import Booking, EventSession, TimeSlot
from schools.models import IndustryCollege, School, User
from alumni.models import Graduate
from django.db.models import Count
from django.db.models.functions import Length
User.objects.create_superuser("shots", password="{password}")
def show(name, path): print(name, path)
def session(name, sessions):
    if found := sessions.first(): show(name, reverse("session_detail", args=[found.slug]))
live = EventSession.objects.published()
session("session-article", live.filter(slug="acupuncture-talk-li-xinwei"))
session("session-many-slots", live.annotate(n=Count("slots")).order_by("-n").exclude(kind="exhibition"))
session("session-long-title", live.annotate(n=Length("title")).order_by("-n"))
session("session-cancelled", live.exclude(cancelled_at=None))
session("session-class", live.filter(booking_mode="class", slots__starts_at__date="2025-05-16"))
session("session-free", live.filter(kind="exhibition"))
for mode in ("individual", "class"):
    slot = TimeSlot.objects.filter(session__booking_mode=mode, starts_at__date="2025-05-17", cancelled_at=None).first()
    slot = slot or TimeSlot.objects.filter(session__booking_mode=mode, starts_at__date="2025-05-16").first()
    show("book-" + mode, reverse("session_book", args=[slot.session.slug]) + ("?as=class" if mode == "class" else ""))
for state in Booking.State.values:
    if booking := Booking.objects.filter(state=state).first(): show("ticket-" + state, reverse("ticket", args=[booking.token]))
confirmed = Booking.objects.filter(state="confirmed", slot__starts_at__date__gte="2025-05-15")
alone, group = confirmed.filter(kind="individual").first(), confirmed.filter(kind="class").first()
show("ticket-change", reverse("ticket_change", args=[alone.token]))
show("ticket-change-class", reverse("ticket_change", args=[group.token]))
show("ticket-card", reverse("ticket_card", args=[alone.token]))
show("class-sheet", reverse("class_sheet", args=[group.token]))
show("school", reverse("school_detail", args=["jinzhong-health-school"]))
show("school-bare", reverse("school_detail", args=["jinzhong-sports-school"]))
show("college", reverse("college_detail", args=["pingyao-tuiguang-lacquer"]))
show("graduate", reverse("graduate_detail", args=["hu-xingsheng"]))
busy = live.annotate(n=Count("slots__bookings")).order_by("-n").first()
show("admin-session", reverse("admin:events_eventsession_change", args=[busy.pk]))
show("admin-booking", reverse("admin:events_booking_change", args=[Booking.objects.first().pk]))
"""
PAGES = {
    "home": "/",
    "programme": "/events/",
    "programme-saturday": "/events/?day=2025-05-17",
    "programme-filtered": "/events/?kind=experience&open=1",
    "programme-empty": "/events/?q=没有这样的活动",
    "booking-find": "/bookings/",
    "plan": "/events/plan/?day=2025-05-16",
    "schools": "/schools/",
    "colleges": "/industry-colleges/",
    "partnerships": "/partnerships/",
    "graduates": "/alumni/",
    "numbers": "/numbers/",
    "search": "/search/?q=zhenjiu",
    "search-empty": "/search/?q=没有",
    "about": "/about/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "missing": "/no-such-page/",
    "home-english": "/en/",
    "programme-english": "/en/events/",
    "admin-login": "/admin/login/",
    "admin-index": "/admin/",
    "admin-sessions": "/admin/events/eventsession/",
    "admin-bookings": "/admin/events/booking/",
    "admin-calls": "/admin/events/notice/calls/",
    "admin-notice-texts": "/admin/events/noticetext/add/",
}


def sqlite(folder: str) -> str:
    return f"sqlite:///{folder}/shots.sqlite3"


def photograph(browser, base, pages, folder, widths, schemes):
    for scheme in schemes:
        for width in widths:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page = context.new_page()
            if any(path.startswith("/admin") for path in pages.values()):
                page.goto(f"{base}/admin/login/")
                page.fill("#id_username", "shots")
                page.fill("#id_password", PASSWORD)
                page.press("#id_password", "Enter")
                page.wait_for_load_state("networkidle")
            for name, path in pages.items():
                page.goto(base + path)
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                print(f"{name} {width} {scheme}", flush=True)
            context.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="page names that contain this")
    parser.add_argument("--widths", default="360,768,1280")
    parser.add_argument("--schemes", default="light,dark")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    widths, schemes = [int(width) for width in given.widths.split(",")], given.schemes.split(",")
    browser_path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        first = Portal(sqlite(scratch), CLOCKS["during"])
        first.manage("migrate", "-v0")
        first.manage("load_week", "data/week-2025.json")
        first.manage("collectstatic", "--noinput", "-v0")
        lines = first.manage("shell", "-v0", "-c", ADDRESSES.format(password=PASSWORD)).splitlines()
        pages = PAGES | dict(line.split(" ", 1) for line in lines)
        for state, clock in CLOCKS.items():
            wanted = pages if state == "during" else {f"home-{state}": "/", f"programme-{state}": "/events/"}
            wanted = {name: path for name, path in wanted.items() if given.only in name}
            if wanted:
                with Portal(sqlite(scratch), clock) as portal:
                    photograph(browser, portal.base, wanted, given.folder, widths, schemes)
        browser.close()


if __name__ == "__main__":
    main()
