"""The restore drill, small, on the database of this run, and what it would find."""

import os
from urllib.parse import urlsplit

import pytest
from django.db import connection

from deploy import restore_drill
from deploy.restore_drill import Drill

pytestmark = [pytest.mark.django_db(transaction=True)]
VISITORS = 12


def server_url() -> str:
    """The address of the run's server, with a place for a database's name."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path="/NAME").geturl().replace("NAME", "{}")


def test_a_restored_site_has_everything_and_goes_on(tmp_path):
    if connection.vendor == "postgresql":
        drill = restore_drill.drill_on_postgresql(tmp_path / "drill", VISITORS, server_url())
    else:
        drill = restore_drill.drill_on_sqlite(tmp_path / "drill", VISITORS)
    assert drill.faults == []
    assert {"rows", "media files with the same bytes", "a booking on the restored site"} <= {name for name, *_both in drill.lines}
    assert next(here for name, here, _there in drill.lines if name.startswith("bookings acknowledged")) > 0


def test_a_difference_is_a_fault_and_stands_in_the_table(capsys):
    drill = Drill("SQLite")
    drill.compare("rows", 3, 2)
    drill.compare("tables", 5, 5)
    drill.measure("restore", lambda: None)
    assert drill.faults == ["rows: 3 on the site, 2 restored"]
    drill.print_table()
    told = capsys.readouterr().out
    assert "DIFFERS" in told
    assert "restore 0.0 s" in told
