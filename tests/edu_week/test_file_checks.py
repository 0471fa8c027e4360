"""Whether the files are there that the portal needs, and that it says so at the start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from edu_week import file_checks
from edu_week.file_checks import Files, check_files, describe_file_problems

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def files(tmp_path):
    """A static folder with one file, a media folder not made yet, a database file."""
    static = tmp_path / "static"
    static.mkdir()
    (static / "portal.abc.css").touch()
    (static / "staticfiles.json").write_text(json.dumps({"paths": {"portal.css": "portal.abc.css"}}))
    (tmp_path / "portal.sqlite3").touch()
    return Files(static=static, media=tmp_path / "not" / "yet", database=tmp_path / "portal.sqlite3")


def test_nothing_is_wrong_where_all_is_there(files):
    assert check_files(files) == {"media": "ok", "static files": "ok", "database": "ok"}
    assert describe_file_problems(files) == []
    assert not files.media.exists()


def test_what_is_not_asked_about_is_not_told(files):
    assert set(check_files(Files(static=None, media=files.media, database=None))) == {"media"}


def test_static_files_that_are_missing_are_told(files):
    (files.static / "portal.abc.css").unlink()
    assert check_files(files)["static files"] == "1 missing"
    (files.static / "staticfiles.json").write_text("{")
    assert check_files(files)["static files"] == "not collected"
    (files.static / "staticfiles.json").unlink()
    (sentence,) = describe_file_problems(files)
    assert sentence == "Static files: not collected. Pages fail without them; `manage.py prepare` collects them."


def test_a_folder_that_takes_no_file_is_told(files, tmp_path):
    (tmp_path / "file").touch()
    nowhere = Files(static=None, media=tmp_path / "file", database=None)
    assert check_files(nowhere) == {"media": "cannot be written"}
    assert describe_file_problems(nowhere)[0].startswith(f"MEDIA_ROOT, {tmp_path / 'file'}: cannot be written.")


def open_full_device(**where):
    return open("/dev/full", "wb", buffering=0)


def test_a_full_disk_is_told(files, monkeypatch):
    """The name of a file still fits there, its content does not."""
    monkeypatch.setattr(file_checks.tempfile, "TemporaryFile", open_full_device)
    assert check_files(files)["media"] == "cannot be written"


def test_a_database_file_is_told_that_one_may_not_write(files, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: path != files.database)
    assert check_files(files)["database"] == "cannot be written"


def test_the_start_names_what_is_wrong_in_one_sentence_and_goes_on(tmp_path):
    (tmp_path / "file").touch()
    code = "from edu_week import web_server; web_server.name_file_problems()"
    variables = {"MEDIA_ROOT": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/none/portal.sqlite3", "DEBUG": "true"}
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ | variables, capture_output=True, text=True)
    assert told.returncode == 0
    assert told.stderr.splitlines() == [
        f"The database file, {tmp_path}/none/portal.sqlite3: cannot be written. Nothing can be booked or edited."
    ]
