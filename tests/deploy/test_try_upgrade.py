"""Old and new code side by side over one migration, and back: no request fails. Small; `make drill` plays it longer."""

import os
import secrets
from urllib.parse import urlsplit

import pytest
from django.db import connection

from deploy.local_postgres import run_query
from deploy.try_upgrade import Requests, Upgrade

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time, also while it migrates"),
]
VISITORS = 4


@pytest.fixture
def database_url():
    name = f"upgrade_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_nobody_notices_an_upgrade_nor_its_undoing(tmp_path, database_url):
    upgrade = Upgrade(tmp_path, database_url, VISITORS)
    try:
        assert upgrade.run() == []
    finally:
        upgrade.end()
    assert len(upgrade.requests.sheets) == 2
    assert all(upgrade.requests.counts[phase] > 0 for phase in ("both side by side", "the new release is prepared"))
    columns = run_query(database_url, "SELECT column_name FROM information_schema.columns WHERE table_name = 'events_booking'")
    assert ("trial_note",) not in columns  # reversed at the end


def test_a_request_that_fails_is_told(monkeypatch):
    requests = Requests(1)
    requests.phase = "nobody listens"
    requests.read("/events/")
    assert requests.failures == ["nobody listens: /events/ answered ConnectionRefusedError"]
