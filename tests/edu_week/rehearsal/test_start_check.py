"""With the rehearsal clock set nothing starts on a database with live bookings made in real time."""

import os
import subprocess
import sys
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from edu_week.management.commands import serve, worker
from edu_week.rehearsal.start_check import refuse_live_bookings
from edu_week.secret_keys import make_secret_key
from events.models import Booking
from tests.databases import ROOT, migrated_sqlite_file
from tests.factories.events import BookingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rehearsal(settings):
    settings.PORTAL_CLOCK = timezone.now()


def test_real_booking_keeps_everything_from_starting(settings, monkeypatch):
    monkeypatch.setattr(serve, "become_supervisor", lambda: pytest.fail("it started"))
    monkeypatch.setattr(worker.health, "record_heartbeat", lambda: pytest.fail("it started"))
    BookingFactory()
    refuse_live_bookings()
    settings.PORTAL_CLOCK = timezone.now()
    for start in (refuse_live_bookings, *(partial(call_command, name) for name in ("prepare", "serve", "worker"))):
        with pytest.raises(CommandError, match="holds 1 live bookings that were made in real time"):
            start()


@pytest.mark.parametrize(
    "harmless", [{"source": "sample"}, {"state": "cancelled"}, {"made_in_rehearsal": True}, {"state": "rejected"}]
)
def test_other_bookings_do_not(harmless, rehearsal):
    BookingFactory(**{"made_in_rehearsal": False} | harmless)
    refuse_live_bookings()


def test_booking_knows_whether_it_was_made_in_a_rehearsal(settings):
    assert BookingFactory().made_in_rehearsal is False
    settings.PORTAL_CLOCK = timezone.now()
    assert BookingFactory().made_in_rehearsal is True


def start_wsgi(database, clock):
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "PORTAL_CLOCK": clock,
        "SECRET_KEY": make_secret_key(),
        "DJANGO_SETTINGS_MODULE": "edu_week.settings",
    }
    command = [sys.executable, "-W", "ignore", "-c", "import edu_week.wsgi; print('started')"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.mark.once
def test_web_server_ends_with_a_sentence(tmp_path):
    database = tmp_path / "live.sqlite3"
    database.write_bytes(migrated_sqlite_file().read_bytes())
    assert start_wsgi(database, "2025-05-13T09:30:00+08:00").stdout.strip() == "started"
    assert start_wsgi(tmp_path / "new.sqlite3", "2025-05-13T09:30:00+08:00").returncode == 0
    add_booking(database)
    assert start_wsgi(database, "").returncode == 0
    answer = start_wsgi(database, "2025-05-13T09:30:00+08:00")
    assert answer.returncode == 1
    assert answer.stderr.startswith("Cannot start: PORTAL_CLOCK is set")
    assert "Traceback" not in answer.stderr


def add_booking(database):
    code = "from tests.factories.events import BookingFactory; BookingFactory()"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "PORTAL_CLOCK": "", "SECRET_KEY": make_secret_key()}
    environment["DJANGO_SETTINGS_MODULE"] = "edu_week.settings"
    subprocess.run([sys.executable, "manage.py", "shell", "--no-imports", "-c", code], cwd=ROOT, env=environment, check=True)
    assert Booking.objects.count() == 0
