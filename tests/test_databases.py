"""What stands in for migrating, flushing and loading in tests leaves the same rows as they do."""

import pytest
from django.db import connection, transaction

from accounts.models import User
from backoffice.models import AuditEntry
from events.models import Audience, EventSession
from tests import databases
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
    replay, loads = Replay(lambda: (loads.append(1), replay_week.load())), []
    for _time in range(2):
        with transaction.atomic():
            replay()
            loads.append(read_changed())
            transaction.set_rollback(True)
    first, rows, again = loads
    assert (first, rows) == (1, again)
    assert len(rows) > 30


@pytest.mark.django_db
def test_a_replay_loads_where_something_is_in_the_way():
    loads = []
    replay = Replay(lambda: loads.append(EventSession.objects.update(status="draft")) or Audience.objects.update(order=1))
    replay()
    replay()
    assert len(loads) == 2
