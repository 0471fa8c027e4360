"""A burst on a real server with a short line: everybody is answered, and who is turned away loses nothing by pressing again."""

import asyncio
import datetime as dt
import os
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.urls import reverse

from benchmarks.http_client import Client
from content import clock
from events.models import Booking
from tests.factories.events import EventSessionFactory, TimeSlotFactory
from tests.portal_process import PortalProcess

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="the server and the test share a PostgreSQL"),
]
PEOPLE, PLACES, THREADS = 40, 12, 3
WATCH = 1  # the session that asks whether the database is there
APPLICATION = "portal-in-a-burst"
TOKEN, NAME = re.compile(r'name="submission" value="([^"]*)"'), re.compile(r'name="contact_name" value="([^"]*)"')


@pytest.fixture
def slot(db):
    tomorrow = clock.now() + dt.timedelta(days=1)
    session = EventSessionFactory(slug="acupuncture", week__starts_on=tomorrow, week__ends_on=tomorrow)
    return TimeSlotFactory(
        session=session, starts_at=tomorrow, ends_at=tomorrow + dt.timedelta(hours=1), capacity=PLACES, kept_back=0
    )


@pytest.fixture
def portal(slot, tmp_path):
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    variables = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "WEB_CONCURRENCY": "1",
        "PAGE_CACHE_MB": "8",
        "DATABASE_THREADS": str(THREADS),
        "REQUEST_LINE": "1",
        "PGAPPNAME": APPLICATION,
        "TMPDIR": str(tmp_path),
    }
    with PortalProcess(database, clock="", **variables) as portal:
        yield portal


async def press_until_answered(port, path, slot, number, statuses):
    """Send the form, and once more with what came back whenever the server asks for that; return the last status."""
    client = Client(port, X_Forwarded_For=f"10.0.0.{number}")
    fields = {"slot": slot.pk, "contact_name": "李明", "phone": f"139{number:08d}", "people": "1", "consent": "on"}
    fields["submission"] = f"token-of-{number}"
    while True:
        answer = await client.post(path, fields)
        statuses[answer.status] += 1
        if answer.status != 429:
            client.close()
            return answer.status
        assert (TOKEN.search(answer.text)[1], NAME.search(answer.text)[1]) == (fields["submission"], fields["contact_name"])
        assert answer.headers["retry-after"]
        await asyncio.sleep(0.05)


async def let_everybody_press(port, path, slot):
    statuses = Counter()
    presses = [press_until_answered(port, path, slot, number, statuses) for number in range(PEOPLE)]
    return await asyncio.gather(*presses), statuses


def count_sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [APPLICATION])
        return cursor.fetchone()[0]


def test_everybody_is_answered_and_nobody_loses_anything(portal, slot):
    last, statuses = asyncio.run(let_everybody_press(portal.port, reverse("session_book", args=["acupuncture"]), slot))
    assert set(last) == {302}
    assert statuses[429] > 0
    assert set(statuses) == {302, 429}
    states = Counter(Booking.objects.values_list("state", flat=True))
    assert states == {"confirmed": PLACES, "waitlisted": PEOPLE - PLACES}
    assert 0 < count_sessions() <= THREADS + WATCH
