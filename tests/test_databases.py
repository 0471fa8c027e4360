"""What stands in for migrating, flushing and loading in tests leaves the same rows as they do."""

from pathlib import Path

import pytest
from django.db import connection, transaction
from PIL import Image

from accounts.models import User
from backoffice.models import AuditEntry
from events.models import Audience
from tests import databases
from tests.admin_scene import build_scene
from tests.databases import Replay
from tests.example_week import replay_week


def read_changed() -> dict:
    with connection.cursor() as cursor:
        return databases.baseline.read_changed(cursor)


@pytest.mark.django_db(transaction=True)
def test_restore_leaves_what_the_migrations_left(clock_at):
    now = clock_at("2025-05-13T09:30")
    User.objects.create_user("alice")
    AuditEntry.objects.create(event="export", at=now)
    Audience.objects.filter(code="public").update(order=99)
    Audience.objects.filter(code="class").delete()
    databases.baseline.restore()
    assert read_changed() == {}
    assert Audience.objects.filter(code="class").exists()


@pytest.mark.django_db(transaction=True)
def test_restore_puts_the_guard_of_the_audit_log_back(clock_at):
    AuditEntry.objects.create(event="export", at=clock_at("2025-05-13T09:30"))
    databases.baseline.restore()
    AuditEntry.objects.create(event="export", at=clock_at("2025-05-13T09:30"))
    with pytest.raises(Exception, match="append-only"):
        AuditEntry.objects.update(event="import")


@pytest.mark.django_db
def test_a_replay_writes_what_the_load_wrote():
    loads, rows = [], []
    replay = Replay(lambda key: loads.append(key) or replay_week.load(key))
    for _time in range(2):
        with transaction.atomic():
            replay()
            rows.append(read_changed())
            transaction.set_rollback(True)
    assert len(loads) == 1
    assert rows[0] == rows[1]
    assert len(rows[0]) > 30


@pytest.mark.django_db
def test_a_replay_loads_where_something_is_in_the_way():
    loads = []
    replay = Replay(lambda key: loads.append(key) or Audience.objects.update(order=1))
    replay("key")
    replay("key")
    assert loads == ["key", "key"]


@pytest.mark.django_db
def test_a_replay_returns_the_records_and_brings_their_file(clock_at):
    with transaction.atomic():
        scene = build_scene(clock_at("2025-05-13T09:30"))
        transaction.set_rollback(True)
    Path(scene.picture.image.path).unlink()
    again = build_scene(clock_at("2025-05-13T09:30"))
    assert again.bob == scene.bob == User.objects.get(username="bob")
    assert again.own.booking.token == scene.own.booking.token
    with Image.open(again.picture.image.path) as image:
        assert image.size == (scene.picture.width, scene.picture.height)
