"""The back office's lists with the example week once and many times over: `python -m benchmarks.admin_lists [TIMES]`.

Every list, and those of bookings with their filters, searches and orders, read by Alice of the bureau and by Bob of one
school: how many queries it takes at either size, and how long until its first byte. 100 times unless told. Ends with 1 when a
list takes more queries with more data, or longer than it should.

Beside the wall time it tells what does not depend on other work of the machine: the processor time of a visit, Python's and
that of the connection's PostgreSQL process, which works alone (no parallel workers), so that nothing of it goes uncounted.
"""

import json
import os
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import servers
from benchmarks.figures import percentile
from benchmarks.growth import analyse_tables
from benchmarks.run import describe_load, prepare_database

LONGEST = 0.3  # seconds until the first byte; judged by the processor time, for p95 depends on what else the machine does
VISITS = 20
SECONDS_OF_A_LIST = 4  # no further visit begins after that
HEADING = "queries   p50 ms   p95 ms  Python, database (ms of processor time)"
# Of twenty bookings one waits for a decision, two wait in line, three have ended; the sums of places are no matter here.
WRITTEN_AT = "b.created_at - mod(b.id, 20000) * interval '1 minute'"
PENDING = "state = 'pending', expires_at = changed_at, kind = 'class', people = 1, pupils = 0, adults = 1, class_name = '八1班'"
STATES = {PENDING: (0,), "state = 'waitlisted', queued_at = created_at": (1, 2), "state = 'cancelled'": (3, 4, 5)}


def main(times: int) -> int:
    with servers.run_postgres() as url:
        few, many = (measure_database(prepare_database(url, f"lists_{factor}"), factor) for factor in (1, times))
    return report_times(few, many, times)


def measure_database(url: str, factor: int) -> list[dict]:
    """Return what `measure_page` found of each list."""
    servers.run_python(url, "-m", "benchmarks.growth", str(factor))
    servers.run_python(url, "-m", "benchmarks.admin_lists", "scene")
    return json.loads(servers.run_python(url, "-m", "benchmarks.admin_lists", "here").splitlines()[-1])


def add_scene():
    """Add both users, and what bookings bring with them, to the database of DATABASE_URL."""
    add_states_and_notices(add_staff()[0])
    analyse_tables()


def measure_lists() -> list[dict]:
    """Measure them in this process, in the database of DATABASE_URL, to which `add_scene` has added."""
    from accounts.models import User
    from events.models import Booking
    from tests.admin_list_urls import list_admin_urls

    users = [User.objects.get(username=name) for name in ("alice", "bob")]
    of_school = Booking.objects.filter(slot__session__host_school__editorships__user=users[1])
    measured = []
    for user, seen in zip(users, (Booking.objects.all(), of_school), strict=True):
        one = Booking.objects.filter(pk__in=seen).select_related("slot").latest("pk")
        pages = dict.fromkeys([*list_admin_urls(one, seen.count()), *list_every_list()])
        measured += [row for page in pages if (row := measure_page(user, page))]
    return measured


def add_staff() -> list:
    """Return Alice, who sees everything, and Bob of the school with the most sessions."""
    from django.contrib.auth.models import Group
    from django.db.models import Count

    from accounts.models import User
    from accounts.roles import SCHOOL
    from content.models import SiteSettings
    from schools.models import Editorship, School

    SiteSettings.objects.update_or_create(defaults={"second_factor_required": False})
    alice = User.objects.create_superuser("alice")
    bob = User.objects.create_user("bob", is_staff=True)
    bob.groups.add(Group.objects.get(name=SCHOOL))
    Editorship.objects.create(user=bob, school=School.objects.annotate(own=Count("sessions")).order_by("-own", "slug")[0])
    return [alice, bob]


def add_states_and_notices(user):
    """Give the bookings the states of a real week, each two notices, and each twentieth an arrival; made by the database."""
    from django.db import connection

    from events.models import Arrival, Booking, Notice

    with connection.cursor() as cursor:
        for change, remainders in STATES.items():
            numbers = ", ".join(map(str, remainders))
            cursor.execute(f"UPDATE events_booking SET {change} WHERE mod(id, 20) IN ({numbers})")  # noqa: S608 (our own words)
    first = Booking.objects.order_by("pk")[0]
    for channel, state in (("sms", "sent"), ("mail", "failed")):
        key = f"{first.reference}-{channel}"
        notice = Notice(booking=first, kind="confirmed", channel=channel, event_key=key, body="你已经预约成功。" * 10)
        notice.state, notice.due_at = state, first.created_at
        notice.sent_at = notice.created_at = first.created_at
        notice.save()
        copy_for_bookings(notice, due_at=WRITTEN_AT, created_at=WRITTEN_AT, event_key=f"b.reference || '-{channel}'")
    arrival = Arrival(booking=first, slot_id=first.slot_id, verdict="admitted", people=1, nonce=first.reference)
    arrival.arrived_at, arrival.recorded_by = first.created_at, user
    arrival.save()
    copy_for_bookings(arrival, "mod(b.id, 20) = 7", slot_id="b.slot_id", nonce="b.reference")


def copy_for_bookings(row, condition: str = "true", **columns: str):
    """Insert a copy of the saved row for every other booking; `columns` are those that differ, as SQL about the booking `b`."""
    from django.db import connection

    table, columns = row._meta.db_table, columns | {"booking_id": "b.id"}
    names = [field.column for field in row._meta.concrete_fields if not field.primary_key]
    values = [columns.get(name, f"r.{name}") for name in names]
    with connection.cursor() as cursor:
        rows = f"SELECT {', '.join(values)} FROM {table} r, events_booking b"  # noqa: S608 (our own words)
        of_others = f"WHERE r.id = %s AND b.id <> r.booking_id AND {condition}"
        cursor.execute(f"INSERT INTO {table} ({', '.join(names)}) {rows} {of_others}", [row.pk])


def list_every_list() -> list[str]:
    """Return the address of the list of every kind of record."""
    from django.contrib import admin
    from django.urls import reverse

    return [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in admin.site._registry]


def measure_page(user, page: str) -> dict | None:
    """Return the times of visits to the page, in seconds, and its number of queries; None if the page is refused.

    The first visit is not counted: it prepares what later ones find ready.
    """
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, visits, began = Client(headers={"host": urlsplit(settings.BASE_URL).netloc}), [], time.monotonic()
    client.force_login(user)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page)
    asked_for = queries.captured_queries
    if answer.status_code in (302, 403):  # a page of one record, or none of the user's
        return None
    if answer.status_code != 200:
        raise SystemExit(f"{page} answers {user} with {answer.status_code}")
    pid = find_database_process()
    while len(visits) < VISITS and (not visits or time.monotonic() - began < SECONDS_OF_A_LIST):
        visits.append(time_visit(client, page, pid))
    wall, processor, database = (sorted(times) for times in zip(*visits, strict=True))
    if os.environ.get("SLOW_QUERIES") and percentile(wall, 0.5) > LONGEST / 2:
        tell_slow_queries(page, asked_for)
    return {
        "user": user.username,
        "page": page,
        "queries": len(asked_for),
        "p50": percentile(wall, 0.5),
        "p95": percentile(wall, 0.95),
        "processor": percentile(processor, 0.5),
        "database": percentile(database, 0.5),
    }


def find_database_process() -> int:
    """Return the number of the connection's PostgreSQL process, from now on without helpers of its own."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def time_visit(client, page: str, pid: int) -> tuple[float, float, float]:
    """Return the seconds of a visit, and those of processor time that this process and PostgreSQL's `pid` used for it."""
    before = time.perf_counter(), time.process_time(), read_processor_time(pid)
    client.get(page)
    after = time.perf_counter(), time.process_time(), read_processor_time(pid)
    return tuple(one - other for one, other in zip(after, before, strict=True))


def read_processor_time(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def tell_slow_queries(page: str, queries: list[dict]):
    print(page, file=sys.stderr)
    for query in sorted(queries, key=lambda query: -float(query["time"]))[:3]:
        print(f"    {query['time']} {query['sql'][:1500]}", file=sys.stderr, flush=True)


def report_times(few: list, many: list, times: int) -> int:
    before = {(row["user"], row["page"].partition("?p=")[0]): row["queries"] for row in few}
    print(f"load {describe_load()}, {times} times the example week\n{HEADING}")
    bad = 0
    for row in sorted(many, key=lambda row: -row["p95"]):
        known = before.get((row["user"], row["page"].partition("?p=")[0]), row["queries"])
        wrong = [f"{known} queries with less data"] if row["queries"] > known else []
        wrong += ["too slow"] if row["processor"] + row["database"] > LONGEST else []
        bad += bool(wrong)
        print(describe_row(row) + (f" ← {', '.join(wrong)}" if wrong else ""))
    slow = sum(row["p95"] > LONGEST for row in many)
    print(f"{len(many)} lists, {bad} not as they should be; p95 of {slow} over {LONGEST * 1000:.0f} ms on this machine")
    return 1 if bad else 0


def describe_row(row: dict) -> str:
    times = " ".join(f"{row[name] * 1000:8.0f}" for name in ("p50", "p95", "processor", "database"))
    return f"{row['queries']:7} {times}  {row['user']:6} {row['page']}"


if __name__ == "__main__":
    if sys.argv[1:] in (["scene"], ["here"]):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edu_week.settings")
        import django

        django.setup()
        print(json.dumps(measure_lists() if sys.argv[1] == "here" else add_scene()))
    else:
        sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 100))
