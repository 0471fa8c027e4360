"""Health: what the page says when something is wrong, and that it says no more."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils import timezone

from content.models import Heartbeat
from edu_week import health
from edu_week.management.commands import worker


def broken(*args, **options):
    raise DatabaseError("password=hunter2")


def test_healthz_needs_no_database(client):
    answer = client.get(reverse("healthz"))
    assert answer.json() == {"status": "ok"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_fine_while_the_worker_beats(client):
    health.record_heartbeat()
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["checks"] == {"cache": "ok", "media": "ok", "database": "ok", "migrations": "ok", "worker": "ok"}


@pytest.mark.django_db
def test_readyz_tells_of_a_worker_that_never_started(client):
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"] == "never started"


@pytest.mark.django_db
def test_readyz_tells_of_a_silent_worker_in_real_time(client, clock_at):
    clock_at("2025-05-13T09:30")
    Heartbeat.objects.create(name=health.WORKER, beat_at=timezone.now() - timedelta(seconds=61))
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"] == "no sign of life for 61 seconds"


@pytest.mark.django_db
def test_readyz_tells_of_missing_migrations(client):
    MigrationRecorder(connection).migration_qs.filter(app="alumni").delete()
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"].endswith("not applied")


@pytest.mark.django_db
def test_readyz_keeps_the_database_error_to_itself(client, monkeypatch, caplog):
    monkeypatch.setattr(connection, "cursor", broken)
    answer = client.get(reverse("readyz"))
    monkeypatch.undo()
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"cache": "ok", "media": "ok", "database": "does not answer"}
    assert "hunter2" not in answer.content.decode()


@pytest.mark.django_db
def test_readyz_tells_of_a_broken_cache_without_which_the_portal_works(client, monkeypatch, caplog):
    monkeypatch.setattr(cache, "set", broken)
    health.record_heartbeat()
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["checks"]["cache"]) == ("limited", "does not answer")


@pytest.mark.django_db
def test_readyz_tells_of_a_media_folder_that_takes_no_files(client, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = tmp_path / "file"
    health.record_heartbeat()
    answer = client.get(reverse("readyz"))
    assert (answer.status_code, answer.json()["status"]) == (200, "limited")
    assert answer.json()["checks"]["media"] == "cannot be written"


@pytest.mark.django_db
def test_readyz_tells_of_static_files_that_are_missing(client, monkeypatch):
    monkeypatch.setattr(health.staticfiles_storage, "manifest_name", "staticfiles.json", raising=False)
    health.record_heartbeat()
    answer = client.get(reverse("readyz"))
    assert (answer.status_code, answer.json()["checks"]["static files"]) == (503, "not collected")


@pytest.mark.django_db
def test_readyz_tells_of_a_database_that_takes_no_changes(client, monkeypatch):
    health.record_heartbeat()
    monkeypatch.setattr(health, "SELECT_CAN_WRITE", health.SELECT_CAN_WRITE.replace("0", "1"))
    monkeypatch.setattr(health, "READ_ONLY", "SELECT true")
    answer = client.get(reverse("readyz"))
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "takes no changes")


def test_without_a_database_everything_else_is_told(monkeypatch):
    monkeypatch.setattr(health, "has_seen_untrusted_proxy", lambda: False)
    answer = health.answer_checks(health.check_without_database())
    assert answer.status_code == 503
    assert json.loads(answer.content)["checks"] == {"cache": "ok", "media": "ok", "database": "does not answer"}


@pytest.mark.django_db
def test_a_failed_heartbeat_is_logged_and_tried_again(monkeypatch, caplog):
    class TwoRounds:
        rounds = iter([False, False, True])

        def wait(self, seconds):
            return next(self.rounds)

    tries = iter([broken, health.record_heartbeat])
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    worker.repeat_duty(lambda: next(tries)(), 1, TwoRounds())
    assert "tries again" in caplog.text
    assert Heartbeat.objects.filter(name=health.WORKER).exists()


def test_readyz_fills_no_log(client, caplog):
    assert client.get(reverse("readyz")).status_code == 503  # no worker ever ran
    assert not caplog.records
