"""The back office's lists with 1,000 and with 100,000 bookings, on a PostgreSQL of its own: `python benchmarks/admin_lists.py`.

Twenty schools have a hundred times each. For every page, read by Alice of the bureau and by Bob of one school: how many
queries it took at either size, and how long. Ends with 1 when a page takes more queries with more bookings, or a second.
"""

import datetime as dt
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.run import database  # noqa: E402 (found only with the project's folder on the path)

SIZES = (1_000, int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
STEP = 10_000
TOO_LONG = 1.0
TRIES = 3
NOW = dt.datetime(2025, 5, 13, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def main():
    with tempfile.TemporaryDirectory() as scratch, database(scratch) as url:
        os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings", "TMPDIR": scratch}
        import django
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        django.setup()
        setup_test_environment()
        call_command("migrate", verbosity=0)
        return report_times(*measure_lists())


def measure_lists():
    """For each size, what every page took."""
    from content import clock
    from events.models import Booking
    from tests import bulk_bookings
    from tests.admin_list_urls import list_admin_urls
    from tests.admin_scene import build_scene

    clock.now = lambda: NOW
    scene, there = build_scene(NOW), 0
    slots = bulk_bookings.add_slots(scene, schools=20, sessions=10, slots=10)
    for size in SIZES:
        for first in range(there, size, STEP):
            bulk_bookings.add_bookings(scene, slots, range(first, min(first + STEP, size)))
        there = size
        analyse_tables()
        own = Booking.objects.filter(slot__session__host_school=scene.own.school).select_related("slot")
        seen = {scene.alice: Booking.objects.count(), scene.bob: own.count()}
        yield [(user, *time_page(user, page), page) for user in seen for page in list_admin_urls(own.earliest("pk"), seen[user])]


def analyse_tables():
    """What PostgreSQL does by itself a little later."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def time_page(user, page):
    """Queries, and the best of some seconds; the first visit prepares what later ones find ready."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, seconds = Client(), []
    client.force_login(user)
    for _try in range(TRIES):
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            status = client.get(page).status_code
            seconds.append(time.perf_counter() - began)
        if status != 200:
            raise SystemExit(f"{page} answers {user} with {status}")
    if os.environ.get("SLOW_QUERIES") and min(seconds) > TOO_LONG / 3:
        slow = sorted(queries.captured_queries, key=lambda query: -float(query["time"]))[:3]
        print(page, *[f"\n    {query['time']} {query['sql'][:1500]}" for query in slow], flush=True)
    return len(queries), min(seconds)


def report_times(few, many):
    bad = 0
    print(f"{'queries':>7} {'seconds with':>27}")
    print(f"{'':7} {SIZES[0]:>12} {SIZES[1]:>14} bookings")
    for (user, queries, before, _page), (_user, more, seconds, page) in zip(few, many, strict=True):
        wrong = [f"{more} queries with more bookings"] if more != queries else []
        wrong += ["too slow"] if seconds >= TOO_LONG else []
        bad += bool(wrong)
        print(f"{queries:7} {before:12.3f} {seconds:14.3f}  {user.username:6} {page} {'← ' if wrong else ''}{', '.join(wrong)}")
    print(f"{len(many)} pages, the slowest {max(row[2] for row in many):.2f} s, {bad} not as they should be")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
