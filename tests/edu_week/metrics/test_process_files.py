"""The folder in which the web processes count: made new, found by the environment, and never left behind for long."""

import os
import subprocess

import pytest

from edu_week.metrics import process_files


@pytest.fixture
def memory(monkeypatch, tmp_path):
    monkeypatch.setattr(process_files, "MEMORY", tmp_path)
    monkeypatch.setenv(process_files.VARIABLE, "")  # put back after the test
    return tmp_path


@pytest.fixture
def dead_pid():
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_folder_is_empty_named_to_children_and_its_owners_only(memory):
    folder = process_files.make_folder()
    assert os.environ[process_files.VARIABLE] == str(folder)
    assert list(folder.iterdir()) == []
    assert folder.parent == memory
    assert folder.stat().st_mode & 0o077 == 0
    assert process_files.make_folder() != folder


def test_folders_of_killed_processes_are_removed(memory, dead_pid):
    left = memory / f"{process_files.PREFIX}{dead_pid}-abc"
    others = [memory / f"{process_files.PREFIX}{os.getpid()}-abc", memory / "something-else", memory / f"{process_files.PREFIX}x"]
    for folder in (left, *others):
        folder.mkdir()
        (folder / "counter_1.db").touch()
    process_files.make_folder()
    assert not left.exists()
    assert all(folder.exists() for folder in others)


def test_where_memory_holds_no_files_the_folder_is_a_temporary_one(memory, monkeypatch, tmp_path):
    monkeypatch.setattr(process_files, "MEMORY", tmp_path / "missing")
    monkeypatch.setattr(process_files.tempfile, "gettempdir", lambda: str(tmp_path))
    assert process_files.make_folder().parent == tmp_path


def test_process_ids_are_read_from_the_names(tmp_path):
    for name in ("counter_12.db", "gauge_livesum_345.db", "histogram_12.db", "else.db", "counter_7.txt"):
        (tmp_path / name).touch()
    assert process_files.list_process_ids(tmp_path) == {12, 345}
