"""What a restore refuses, and what becomes of files and the key; whole restores: tests/edu_week/management/test_restore.py."""

import pytest

from edu_week.backups import restoring
from edu_week.backups.archive import Unpacked
from edu_week.backups.creating import create_backup
from edu_week.backups.databases import open_site_database
from edu_week.backups.errors import BackupError
from edu_week.backups.verifying import refuse_other_engine


def test_a_site_with_data_is_left_as_it_is(site):
    backup = create_backup(verify=False)
    before = open_site_database().read_own_checksums()
    with pytest.raises(BackupError, match="--replace"):
        restoring.restore_backup(backup.path)
    assert open_site_database().read_own_checksums() == before


def test_a_backup_of_another_kind_of_database_is_refused():
    with pytest.raises(BackupError, match="move_to_postgres"):
        refuse_other_engine(Unpacked(about={"engine": "sqlite"}), "postgresql")


def test_a_newer_release_is_named_by_its_migration():
    migrations = [["events", "0001_initial"], ["events", "9999_of_next_year"]]
    with pytest.raises(BackupError, match=r"newer release.*events\.9999_of_next_year"):
        restoring.refuse_newer_release(Unpacked(about={"migrations": migrations}))
    restoring.refuse_newer_release(Unpacked(about={"migrations": migrations[:1]}))


def test_files_that_were_there_are_kept_beside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    for number in (1, 2):
        with restoring.media_beside() as folder:
            (folder / f"{number}.webp").touch()
            kept = restoring.put_media_in_place(folder, ".before")
    assert kept == f"{tmp_path}/media.before"
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.webp")) == ["media.before/1.webp", "media/2.webp"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["media", "media.before"]


def test_a_new_site_gets_the_key_of_the_backup(settings, tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    settings.VAR_DIR = tmp_path
    (tmp_path / "secret_key").write_text("made at the first start")
    told = restoring.restore_secret_key(Unpacked(secret_key="of the back-up"), is_new_site=True)
    assert str(tmp_path) in told
    assert (tmp_path / "secret_key").read_text() == "of the back-up"
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_site_in_use_keeps_its_key_and_that_is_told(settings, tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    settings.VAR_DIR = tmp_path
    assert "void" in restoring.restore_secret_key(Unpacked(secret_key="other"), is_new_site=False)
    assert "same" in restoring.restore_secret_key(Unpacked(secret_key=settings.SECRET_KEY), is_new_site=True)
    assert "not encrypted" in restoring.restore_secret_key(Unpacked(), is_new_site=True)
    monkeypatch.setenv("SECRET_KEY", "set by the operator")
    assert "void" in restoring.restore_secret_key(Unpacked(secret_key="other"), is_new_site=True)
    assert list(tmp_path.iterdir()) == []


def test_pages_kept_under_a_later_number_are_outdated(site):
    before = restoring.PublicGeneration.objects.get().number
    assert restoring.finish_database() == 0
    assert restoring.PublicGeneration.objects.get().number > before + 10**9
