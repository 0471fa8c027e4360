"""Whole restores by the command: into an empty place, over a site, and of an older schema."""

import sqlite3
from contextlib import closing

import pytest

from edu_week.backups import encryption
from tests.edu_week.management.sites import Site


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site", BACKUP_KEY=encryption.make_key()).fill()


@pytest.fixture
def empty(tmp_path, site):
    return Site(tmp_path / "empty", BACKUP_KEY=site.env["BACKUP_KEY"])


def test_into_an_empty_place_then_only_with_the_flag(site, empty):
    site.manage("backup")
    path = str(site.newest_backup())
    told = empty.manage("restore", path)
    assert "1 media files" in told
    assert "kept" not in told
    assert (empty.media / "pictures" / "first.webp").read_bytes() == b"picture"
    assert "--replace" in empty.refuse("restore", path)
    (empty.media / "pictures" / "later.webp").touch()
    told = empty.manage("restore", path, "--replace")
    assert told.count("kept as") == 2
    assert [file.name for file in (empty.media / "pictures").iterdir()] == ["first.webp"]
    assert len(list(empty.database.parent.glob("media.before-*/pictures/later.webp"))) == 1
    assert len(list(empty.database.parent.glob("portal.sqlite3.before-*"))) == 1


def test_a_running_portal_is_refused(site):
    site.manage("backup", "--unverified")
    with closing(sqlite3.connect(site.database)) as opened:
        opened.execute("SELECT count(*) FROM django_migrations").fetchall()
        opened.execute("BEGIN IMMEDIATE")
        assert "stop the portal first" in site.refuse("restore", str(site.newest_backup()), "--replace")


def test_a_backup_of_an_older_schema_is_migrated(site, empty):
    site.manage("migrate", "edu_week", "zero", "-v0")
    site.manage("migrate", "spreadsheets", "zero", "-v0")
    site.manage("backup", "--unverified")
    assert "2 migrations of this release were run" in empty.manage("restore", str(site.newest_backup()))
    assert "No planned migration operations" in empty.manage("migrate", "--plan")


def test_a_wrong_key_changes_nothing(site, empty):
    site.manage("backup", "--unverified")
    other = Site(empty.database.parent, BACKUP_KEY=encryption.make_key())
    assert "cannot be decrypted" in other.refuse("restore", str(site.newest_backup()))
    assert not other.database.exists()
    assert not other.media.exists()
    assert "There is no file" in other.refuse("restore", "nowhere.tar")
