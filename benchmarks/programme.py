"""A crowded week's programme and search, in seconds of work of one process: `python benchmarks/programme.py [slots]`.

A week of 2,000 slots on a SQLite of its own, days of 60 and of 300 sessions among them. For every page the queries it took
and the best of some seconds. Ends with 1 when a page takes longer than it may.
"""

import datetime as dt
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

SLOTS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
TRIES = 5
MONDAY = dt.date(2025, 5, 12)
ZONE = dt.timezone(dt.timedelta(hours=8))
NOW = dt.datetime(2025, 5, 13, 9, 30, tzinfo=ZONE)
QUIET, BUSY = 60, 300  # sessions on Tuesday, and on Wednesday
KINDS = ("experience", "demonstration", "visit", "lecture", "contest")
WORDS = (
    "中医针灸体验",
    "平遥推光漆器描金",
    "液压传动维修",
    "烘焙与面点",
    "无人机飞行",
    "急救与护理",
    "玻璃器皿吹制",
    "数控车床编程",
)
PAGES = {  # address: seconds it may take
    "/events/?day=2025-05-13": 0.5,
    "/events/?day=2025-05-14": 1.5,
    "/events/?day=all": 6.0,
    "/events/?day=all&q=zhenjiu": 2.0,
    "/events/?day=2025-05-14&open=1&kind=lecture&audience=public": 1.5,
    "/events/availability.json?day=2025-05-14": 0.5,
    "/events/availability.json": 2.0,
    "/search/?q=针灸": 1.0,
    "/search/?q=zenjiu": 1.0,
}


def main():
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {"DATABASE_URL": f"sqlite:///{scratch}/week.sqlite3", "DJANGO_SETTINGS_MODULE": "edu_week.settings"}
        os.environ |= {"DEBUG": "1", "PORTAL_CLOCK": ""}
        import django
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        settings.DEBUG, settings.ALLOWED_HOSTS = False, ["testserver"]
        call_command("migrate", verbosity=0)
        call_command("translations", "compile", verbosity=0)
        from content import clock

        clock.now = lambda: NOW
        fill_week()
        return report_times({address: time_page(address) for address in PAGES})


def fill_week():
    """Hosts, venues, and sessions of one to five slots whose days are crowded as they are on a real week."""
    from events.models import Audience, EventSession, TimeSlot
    from tests.factories import SchoolFactory, VenueFactory, WeekFactory

    week = WeekFactory()
    schools, venues = SchoolFactory.create_batch(11), VenueFactory.create_batch(24)
    days = [1] * QUIET + [2] * BUSY
    while len(days) < SLOTS // 2:
        days.append((0, 3, 4, 5, 6)[len(days) % 5])
    sessions = []
    for number in range(len(days)):
        word = WORDS[number % len(WORDS)]
        session = EventSession(
            slug=f"session-{number}",
            title=f"{word}（第{number}场）",
            summary=f"跟着师傅做一遍{word}，做好的带走。",
            kind=KINDS[number % len(KINDS)],
            booking_mode="individual" if number % 4 else "none",
            status="published",
            week=week,
            venue=venues[number % len(venues)],
            host_school=schools[number % len(schools)],
        )
        session.index()
        sessions.append(session)
    EventSession.objects.bulk_create(sessions)
    audience = EventSession.audiences.through
    audience.objects.bulk_create(
        audience(eventsession=session, audience_id=code) for session in sessions for code in list(Audience.Code)[:2]
    )
    TimeSlot.objects.bulk_create(build_slots(sessions, days))


def build_slots(sessions, days):
    from events.models import TimeSlot

    for number, (session, day) in enumerate(zip(sessions, days, strict=True)):
        start = dt.datetime.combine(MONDAY + dt.timedelta(days=day), dt.time(9 + number % 7, 30 * (number % 2)), ZONE)
        for later in (0, 1):
            at = start + dt.timedelta(hours=later)
            yield TimeSlot(session=session, starts_at=at, ends_at=at + dt.timedelta(minutes=50), capacity=20, bookable=16)


def time_page(address):
    """Queries, and the best of some seconds; the first visit prepares what later ones find ready."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, seconds = Client(), []
    for _try in range(TRIES):
        with CaptureQueriesContext(connection) as queries:
            began = time.process_time()
            answer = client.get(address)
            seconds.append(time.process_time() - began)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
    return len(queries), min(seconds), len(answer.content)


def report_times(found):
    bad = 0
    print(f"{'queries':>7} {'seconds':>8} {'at most':>8} {'kB':>6}")
    for address, (queries, seconds, size) in found.items():
        slow = seconds > PAGES[address]
        bad += slow
        print(f"{queries:7} {seconds:8.3f} {PAGES[address]:8.1f} {size / 1000:6.0f}  {address}{'  ← too slow' if slow else ''}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
