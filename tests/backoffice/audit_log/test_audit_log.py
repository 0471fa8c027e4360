import csv
import datetime as dt
import io

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from backoffice.audit_log import admin as audit_log_admin
from backoffice.audit_log import events
from backoffice.audit_log.models import AuditEntry
from tests.admin_scene import build_scene
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def is_refused(write) -> bool:
    try:
        with transaction.atomic():
            write()
    except DatabaseError:
        return True
    return False


def test_an_entry_says_who_what_when_and_about_what(rf):
    alice = UserFactory(display_name="Alice")
    request = rf.post("/", REMOTE_ADDR="192.0.2.7")
    request.user = alice
    entry = events.record_audit_event(events.Event.EXPORT, request=request, about=alice, detail="3 rows")
    entry.refresh_from_db()
    assert (entry.user, entry.who, entry.address, entry.about) == (alice, "Alice", "192.0.2.7", "Alice")
    assert abs(timezone.now() - entry.at) < dt.timedelta(minutes=1)


def test_the_database_refuses_change_and_deletion():
    entry = events.record_audit_event(events.Event.LOGIN)
    row = AuditEntry.objects.filter(pk=entry.pk)
    assert is_refused(lambda: row.update(detail="something else"))
    assert is_refused(lambda: row.delete())
    assert is_refused(lambda: row._raw_delete("default"))
    assert row.get().detail == ""


def test_the_table_cannot_be_emptied_at_once():
    events.record_audit_event(events.Event.LOGIN)
    emptying = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
    assert is_refused(lambda: connection.cursor().execute(f"{emptying} backoffice_auditentry"))


def test_what_is_older_than_a_year_is_forgotten_and_half_a_year_is_not():
    now = timezone.now()
    for days in (10, 190, 400):
        AuditEntry.objects.create(event="login", at=now - dt.timedelta(days=days))
    assert events.delete_expired_audit_entries() == 1
    assert AuditEntry.objects.count() == 2


def test_an_account_that_has_done_something_stays():
    alice = UserFactory()
    events.record_audit_event(events.Event.LOGIN, user=alice)
    with pytest.raises(ProtectedError):
        type(alice).objects.filter(pk=alice.pk).delete()


def test_an_export_is_fetched_in_pieces(client, clock_at, monkeypatch):
    scene = build_scene(clock_at("2025-05-13T09:30"))
    monkeypatch.setattr(audit_log_admin, "ROWS_AT_ONCE", 2)
    for number in range(5):
        events.record_audit_event(events.Event.LOGIN_FAILED, detail=str(number), succeeded=False)
    client.force_login(scene.alice)
    response = client.get(reverse("admin:backoffice_auditentry_export") + "?succeeded__exact=0")
    rows = csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    assert [row[-1] for row in rows][1:] == ["4", "3", "2", "1", "0"]


def test_the_list_is_read_and_exported_but_not_changed(client, clock_at):
    scene = build_scene(clock_at("2025-05-13T09:30"))
    events.record_audit_event(events.Event.LOGIN_FAILED, detail="=1+1", succeeded=False)
    client.force_login(scene.alice)
    assert client.get(reverse("admin:backoffice_auditentry_changelist")).status_code == 200
    response = client.get(reverse("admin:backoffice_auditentry_export") + "?succeeded__exact=0")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][-1] == "'=1+1"
    assert AuditEntry.objects.filter(event="export", user=scene.alice).count() == 1
    client.force_login(scene.bob)
    assert client.get(reverse("admin:backoffice_auditentry_export")).status_code == 403
