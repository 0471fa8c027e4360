"""The portal as it is really served, while its database is away for some seconds: refuses, or hangs, and comes back.

A proxy stands between the two, so that nothing else of the run notices.
"""

import datetime as dt
import http.client
import json
import os
import subprocess
import sys
import time
import urllib.parse
from contextlib import suppress
from typing import NamedTuple

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from content import clock
from content.models import Heartbeat
from edu_week import health
from events.models import Booking
from tests.factories.events import BookingFactory, EventSessionFactory, TimeSlotFactory
from tests.faulty_proxy import proxy_of_database
from tests.portal_process import ROOT, PortalProcess

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="a file does not go away"),
    pytest.mark.once,
]
FIRST_WITHIN, LATER_WITHIN, BACK_WITHIN = 1.0, 0.25, 5.0
REHEARSAL = {"TESTS_PORTAL_CLOCK": "2025-05-13T09:30:00+08:00"}
MANY = 8  # requests one after the other


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    text: str
    seconds: float


@pytest.fixture(scope="module")
def variables(tmp_path_factory):
    return {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "WEB_CONCURRENCY": "1",
        "DATABASE_THREADS": "4",
        "PAGE_CACHE_MB": "8",
        "TMPDIR": str(tmp_path_factory.mktemp("absence")),
    }


@pytest.fixture(scope="module")
def database(django_db_setup):
    with proxy_of_database(os.environ["DATABASE_URL"]) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def database_url(database):
    """The test database, through the proxy."""
    user = urllib.parse.urlsplit(os.environ["DATABASE_URL"]).netloc.rpartition("@")[0]
    return f"postgres://{user or 'postgres'}@127.0.0.1:{database.port}/{connection.settings_dict['NAME']}"


@pytest.fixture(scope="module")
def portal(database_url, variables):
    with PortalProcess(database_url, clock="", **variables) as portal:
        yield portal


@pytest.fixture
def away(database, portal):
    """`away(how)` takes the database away; it is back afterwards, whatever the test did."""
    yield lambda how: getattr(database, how)()
    database.come_back()
    wait_until(lambda: is_fresh(ask(portal, "GET", "/about/?again")), BACK_WITHIN)


@pytest.fixture
def slot(db):
    tomorrow = clock.now() + dt.timedelta(days=1)
    session = EventSessionFactory(title="针灸体验", slug="acupuncture", week__starts_on=tomorrow, week__ends_on=tomorrow)
    return TimeSlotFactory(session=session, starts_at=tomorrow, ends_at=tomorrow + dt.timedelta(hours=1))


def is_fresh(answer) -> bool:
    """Whether the page is not one that goes on from memory while the database is away."""
    return answer.status == 200 and "Cache-Status" not in answer.headers


def ask(portal, method, path, body="") -> Answer:
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=30)
    connection.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"} if body else {})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return Answer(answer.status, answer.headers, text, time.monotonic() - began)


def wait_until(is_so, seconds):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


@pytest.mark.parametrize("how", ["refuse", "hang"])
def test_the_first_is_told_within_a_second_and_the_others_at_once(portal, slot, away, database, how):
    path = reverse("session_book", args=["acupuncture"])
    assert ask(portal, "GET", path).status == 200
    away(how)
    first, *others = [ask(portal, "GET", path) for _time in range(MANY)]
    assert {answer.status for answer in (first, *others)} == {503}
    assert first.seconds < FIRST_WITHIN
    assert max(answer.seconds for answer in others) < LATER_WITHIN
    assert first.headers["Retry-After"] == "5"
    assert first.headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in first.headers["Content-Security-Policy"]
    assert "刚才没接上" in first.text
    assert "lost touch with its database" in first.text
    assert ask(portal, "GET", "/healthz").status == 200
    database.come_back()
    wait_until(lambda: ask(portal, "GET", path).status == 200, BACK_WITHIN)


@pytest.mark.parametrize("how", ["refuse", "hang"])
def test_pages_from_memory_go_on_and_say_so_and_live_places_fail(portal, slot, away, how):
    path = reverse("session_detail", args=["acupuncture"])
    kept = ask(portal, "GET", path)
    assert kept.status == 200
    assert "Cache-Status" not in kept.headers
    away(how)
    answers = [ask(portal, "GET", path)]
    while "Cache-Status" not in answers[-1].headers:  # what was looked at within a quarter of a second is not asked for again
        assert len(answers) < 500
        answers.append(ask(portal, "GET", path))
    told = answers[-1]
    assert told.headers["Cache-Status"].endswith('detail="the database does not answer"')
    assert "before;dur=" in told.headers["Server-Timing"]
    others = [ask(portal, "GET", path) for _time in range(MANY)]
    assert {answer.text for answer in (*answers, *others)} == {kept.text}
    assert max(answer.seconds for answer in answers) < FIRST_WITHIN
    assert max(answer.seconds for answer in others) < LATER_WITHIN
    places = ask(portal, "GET", f"{reverse('availability_json')}?session=acupuncture")
    assert places.status == 503
    assert places.seconds < FIRST_WITHIN


def test_readiness_tells_and_a_form_comes_back_with_its_token(portal, slot, away, database):
    path = reverse("session_book", args=["acupuncture"])
    fields = {"slot": slot.pk, "contact_name": "李梅", "phone": "13900000001", "people": 1, "consent": "on"}
    form = urllib.parse.urlencode(fields | {"submission": "a-token-of-a-form-sent-while-the-database-is-away"})
    away("refuse")
    readiness = ask(portal, "GET", "/readyz")
    assert (readiness.status, json.loads(readiness.text)["checks"]["database"]) == (503, health.NO_ANSWER)
    answer = ask(portal, "POST", path, form)
    assert answer.status == 503
    assert "a-token-of-a-form-sent-while-the-database-is-away" in answer.text
    database.come_back()
    wait_until(lambda: ask(portal, "POST", path, form).status == 302, BACK_WITHIN)
    assert ask(portal, "POST", path, form).status == 302
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("how", ["refuse", "hang"])
def test_a_process_that_starts_meanwhile_says_503_and_then_serves(database, database_url, variables, away, how):
    away(how)
    with PortalProcess(database_url, clock="", **variables, **REHEARSAL) as late:  # whose clock is read from the database
        assert ask(late, "GET", "/").status == 503
        assert ask(late, "GET", "/").seconds < FIRST_WITHIN
        database.come_back()
        wait_until(lambda: ask(late, "GET", "/").status == 200, BACK_WITHIN)


def test_a_rehearsal_that_starts_meanwhile_ends_once_it_sees_live_bookings(database, database_url, variables, away, slot):
    BookingFactory(slot=slot, made_in_rehearsal=False)
    away("refuse")
    with PortalProcess(database_url, clock="", **variables, **REHEARSAL) as late:
        assert ask(late, "GET", "/").status == 503
        database.come_back()
        deadline = time.monotonic() + 60
        while late.server.poll() is None:
            with suppress(OSError, http.client.HTTPException):
                assert ask(late, "GET", "/").status == 503
            assert time.monotonic() < deadline, "it goes on"


def test_the_worker_outlives_an_absence_and_starts_during_one(database, database_url, variables, away):
    command = [sys.executable, "manage.py", "worker", "--no-startup-delay"]
    environment = os.environ | variables | {"DATABASE_URL": database_url}
    Heartbeat.objects.all().delete()
    away("refuse")
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert "the worker waits for it" in read_until(worker.stderr, "the worker waits for it")
        assert not Heartbeat.objects.exists()
        database.come_back()
        wait_until(lambda: Heartbeat.objects.exists(), BACK_WITHIN)
        database.refuse()
        assert "the worker waits for it" in read_until(worker.stderr, "the worker waits for it")
        came_back_at = timezone.now()
        database.come_back()
        wait_until(lambda: Heartbeat.objects.filter(beat_at__gt=came_back_at).exists(), 2 * health.BEAT_SECONDS)
        assert worker.poll() is None
    finally:
        worker.terminate()
        worker.stderr.close()
        assert worker.wait(30) == 0


def read_until(lines, words) -> str:
    return next(line for line in lines if words in line)
