"""A second database in place of a streaming replica: a copy of the first that follows only when a test lets it."""

import inspect
from types import SimpleNamespace

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from edu_week.replica import freshness, rendering
from edu_week.replica.router import REPLICA
from tests.edu_week.page_cache.conftest import renderings  # noqa: F401 (a fixture)
from tests.example_week import load_example_week


@pytest.fixture
def replica(transactional_db, settings, monkeypatch, clock_at):
    """Load the example week, copy the database and make the copy the replica.

    A copy replays nothing, so how far primary and replica are is told by `positions`.
    """
    guard = BaseDatabaseWrapper.ensure_connection  # Django's test case refuses a database that it does not know
    real = inspect.getclosurevars(guard).nonlocals.get("real_ensure_connection", guard)
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", real)
    clock_at("2025-05-13T09:30")
    load_example_week()
    positions = SimpleNamespace(written=0, replayed=0)
    monkeypatch.setattr(freshness, "read_written_position", lambda: positions.written)
    monkeypatch.setattr(freshness, "read_replayed_position", lambda: positions.replayed)
    forget_replica()
    settings.DATABASE_ROUTERS = ["edu_week.replica.router.ReplicaRouter"]
    name = copy_database()
    connections.settings[REPLICA] = {**connection.settings_dict, "NAME": name}
    yield positions
    connections[REPLICA].close()
    del connections[REPLICA]
    del connections.settings[REPLICA]
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    forget_replica()


def forget_replica():
    freshness.primary_position.forget()
    rendering.absence.ends_at = float("-inf")


def copy_database() -> str:
    original = connection.settings_dict["NAME"]
    name = f"{original}_replica"
    connection.close()  # nothing is copied that is in use
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
    return name
