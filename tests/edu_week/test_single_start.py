"""One start in a folder and database, however the last one ended; as processes in tests/edu_week/management/test_serve.py."""

import os
import socket

import pytest
from django.core.management.base import CommandError

from edu_week import single_start


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path / "var"
    monkeypatch.setattr(single_start, "_lock", None)


def test_the_second_is_refused_and_told_by_whom():
    refusal = pytest.raises(CommandError, match=f"served from this folder already.*process {os.getpid()}")
    with single_start.take_lock(single_start.name_lock()), refusal:
        single_start.take_lock(single_start.name_lock())
    single_start.take_lock(single_start.name_lock()).close()


def test_another_database_is_served_beside(settings):
    with single_start.take_lock(single_start.name_lock()):
        settings.DATABASE = settings.DATABASE | {"NAME": "rehearsal"}
        single_start.take_lock(single_start.name_lock()).close()


def test_the_lock_goes_on_into_the_program_that_the_command_becomes():
    with single_start.take_lock(single_start.name_lock()) as lock:
        assert os.get_inheritable(lock.fileno())


def test_a_taken_port_is_refused_before_anything_is_locked(settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.BIND, settings.PORT = taken.getsockname()
        with pytest.raises(CommandError, match="Nothing was changed. PORT names another"):
            single_start.claim_folder()
    assert not settings.VAR_DIR.exists()
    single_start.claim_folder()
    single_start.claim_folder()  # the command serve asks once more after prepare
    single_start._lock.close()
