"""Lists of the back office with 1,000 and with 100,000 bookings on PostgreSQL: queries and seconds of each page."""

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.run import database  # noqa: E402

SIZES = (1_000, 100_000)
PAGES = (
    "/admin/",
    "/admin/events/booking/",
    "/admin/events/booking/?state__exact=confirmed",
    "/admin/events/booking/?awaiting=1",
    "/admin/events/booking/?q=张",
    "/admin/events/booking/?p=15",
    "/admin/events/timeslot/",
    "/admin/events/eventsession/",
    "/admin/events/notice/",
    "/admin/events/arrival/",
)


def main():
    with tempfile.TemporaryDirectory() as scratch, database(scratch) as url:
        os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure()


def measure():
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    from content import clock
    from events.models import Booking
    from schools.models import User
    from tests.admin_scene import build

    setup_test_environment()
    now = clock.now()
    scene = build(now)
    client = Client()
    client.force_login(User.objects.get(username="alice"))
    found = {}
    for size in SIZES:
        fill(Booking, scene.own.slot, now, size - Booking.objects.count())
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for page in PAGES:
            client.get(page)  # the first visit prepares what later ones find ready
            with CaptureQueriesContext(
                connection,
            ) as queries:
                began = time.perf_counter()
                if client.get(page).status_code != 200:
                    raise SystemExit(f"{page} does not open")
                found[size, page] = len(queries), time.perf_counter() - began
    for page in PAGES:
        cells = [f"{found[size, page][0]:>4} queries {found[size, page][1]:6.2f} s" for size in SIZES]
        print(f"{page:48} {'   '.join(cells)}")


def fill(model, slot, now, count):
    """Cancelled bookings take no places; the list has to show them all the same."""
    rows = (
        model(
            slot=slot,
            state=model.State.CANCELLED,
            people=2,
            contact_name=f"张{number}",
            phone=f"139{number:08d}",
            created_at=now,
            changed_at=now,
            consented_at=now,
        )
        for number in range(model.objects.count(), model.objects.count() + count)
    )
    model.objects.bulk_create(rows, batch_size=2_000)


if __name__ == "__main__":
    main()
