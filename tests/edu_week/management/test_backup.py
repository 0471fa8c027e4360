"""The command as an operator runs it. What it does is tested in tests/edu_week/backups."""

import pytest

from tests.edu_week.management.sites import Site


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site").fill()


def test_backup_says_what_it_wrote_and_a_damaged_one_is_found(site):
    told = site.manage("backup")
    path = site.newest_backup()
    assert str(path) in told
    assert "not encrypted" in told
    assert "1 media files" in told
    assert "Verified" in site.manage("backup", "--check", str(path))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "damaged" in site.refuse("backup", "--check", str(path))
    assert "There is no file" in site.refuse("backup", "--check", "nowhere.tar")


def test_a_new_key_is_a_key(tmp_path):
    key = Site(tmp_path / "site").manage("backup", "--new-key").strip()
    assert Site(tmp_path / "other", BACKUP_KEY=key).run("backup", "--new-key").returncode == 0


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    site = Site(tmp_path / "site", BACKUP_DIR=str(tmp_path / "file" / "backups")).fill()
    assert "cannot be written" in site.refuse("backup")
