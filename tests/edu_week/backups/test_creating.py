"""One file for each run, complete, compared, private, and nothing else left. On both kinds of database."""

import os
import tarfile

import pytest
from django.db import connection

from content.models import Picture
from edu_week.backups import creating, databases, postgres_database, verifying
from edu_week.backups.archive import CHECKSUMS, SECRET, unpack_archive
from edu_week.backups.creating import create_backup
from edu_week.backups.errors import BackupError
from events.models import Booking


def make_picture(**fields):
    return Picture.objects.create(width=3, height=2, alt_text="A workshop", minors="none", prepare_at=None, **fields)


def list_tree(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.name != ".lock")


def count_databases() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database")
        return cursor.fetchone()[0]


def test_a_backup_is_complete_private_and_alone(site, settings):
    before = count_databases() if connection.vendor == "postgresql" else None
    backup = create_backup()
    assert list_tree(settings.BACKUP_DIR) == [backup.path.name]
    assert list_tree(settings.VAR_DIR) == []
    assert os.stat(backup.path).st_mode & 0o777 == 0o600
    assert os.stat(settings.BACKUP_DIR).st_mode & 0o777 == 0o700
    assert (backup.verified.media_files, backup.verified.media_bytes) == (1, 7000)
    assert backup.verified.tables == len(connection.introspection.table_names()) + (connection.vendor == "sqlite")
    assert "ok" in backup.verified.indexes
    assert not backup.is_encrypted
    if before:
        assert count_databases() == before


def test_checksums_are_those_of_the_site(site, tmp_path):
    backup = create_backup()
    unpacked = unpack_archive(backup.path, None, tmp_path)
    assert unpacked.checksums["tables"] == databases.open_site_database().read_own_checksums()
    assert unpacked.checksums["tables"]["events_booking"]["rows"] == 1
    Booking.objects.update(people=2)
    now = databases.open_site_database().read_own_checksums()
    assert [table for table, told in unpacked.checksums["tables"].items() if now[table] != told] == ["events_booking"]


def test_two_runs_at_once_are_two_files(site):
    paths = [create_backup(verify=False).path for _run in range(2)]
    assert len(set(paths)) == 2
    assert all(path.is_file() for path in paths)


def test_encrypted_the_file_shows_nothing_and_holds_the_secret_key(site, settings, key, tmp_path):
    backup = create_backup()
    assert backup.is_encrypted
    assert backup.path.name.endswith(".tar.age")
    assert not tarfile.is_tarfile(backup.path)
    assert unpack_archive(backup.path, key, tmp_path).secret_key == settings.SECRET_KEY


def test_not_encrypted_it_holds_no_secret_key(site):
    with tarfile.open(create_backup(verify=False).path) as tar:
        names = tar.getnames()
    assert SECRET not in names
    assert names[-1] == CHECKSUMS


def test_the_newest_are_kept(site, settings):
    settings.BACKUP_KEEP = 2
    (settings.VAR_DIR).mkdir()
    paths = [create_backup(verify=False).path for _run in range(4)]
    other = settings.BACKUP_DIR / "other.tar"
    other.touch()
    create_backup(verify=False)
    assert len(creating.list_backups(settings.BACKUP_DIR)) == 2
    assert other.exists()
    assert not paths[0].exists()


def test_one_at_a_time(site, settings):
    with creating.locked_folder(settings.BACKUP_DIR), pytest.raises(BackupError, match="Another back-up"):
        create_backup()


def test_what_a_killed_run_left_goes_with_the_next(site, settings):
    (settings.VAR_DIR / f"{creating.WORK}x").mkdir(parents=True)
    settings.BACKUP_DIR.mkdir()
    (settings.BACKUP_DIR / f"{creating.PREFIX}{creating.PARTIAL}").touch()
    creating.remove_stale_work()
    backup = create_backup()
    assert list_tree(settings.BACKUP_DIR) == [backup.path.name]
    assert list(settings.VAR_DIR.iterdir()) == []


def test_a_difference_leaves_no_backup(site, settings, monkeypatch):
    kind = type(databases.open_site_database())
    real = kind.read_dump

    def read_with_a_row_lost(self, dump, about):
        tables, indexes = real(self, dump, about)
        tables["events_booking"] = tables["events_booking"] | {"rows": 0}
        return tables, indexes

    monkeypatch.setattr(kind, "read_dump", read_with_a_row_lost)
    with pytest.raises(BackupError, match="events_booking differs: 1 rows .* 0 rows"):
        create_backup()
    assert list_tree(settings.BACKUP_DIR) == list_tree(settings.VAR_DIR) == []


def test_a_picture_deleted_meanwhile_makes_the_archive_anew(site, settings, monkeypatch):
    picture = make_picture(image="pictures/second.webp")
    (settings.MEDIA_ROOT / "pictures" / "second.webp").write_bytes(b"second")
    real, runs = creating.add_media, []

    def add_after_a_deletion(archive):
        runs.append(1)
        if len(runs) == 1:
            Picture.objects.filter(pk=picture.pk).delete()
            (settings.MEDIA_ROOT / "pictures" / "second.webp").unlink(missing_ok=True)
        real(archive)

    monkeypatch.setattr(creating, "add_media", add_after_a_deletion)
    assert create_backup(verify=False).missing_files == []
    assert len(runs) == 2


def test_a_file_that_the_site_itself_lacks_is_told(site):
    make_picture(image="pictures/lost.webp")
    assert create_backup(verify=False).missing_files == ["pictures/lost.webp"]


def test_a_role_that_may_not_create_databases_is_told_before_anything_is_written(site, settings, monkeypatch):
    monkeypatch.setattr(postgres_database, "may_create_databases", lambda: False)
    with pytest.raises(BackupError, match="--unverified"):
        databases.PostgresqlSite().refuse_without_scratch()
    assert not settings.BACKUP_DIR.exists()


def test_tables_that_only_one_side_has_are_differences():
    table = {"rows": 1, "sum": "00"}
    with pytest.raises(BackupError, match="a differs: 1 rows .* none"):
        verifying.compare_tables({"a": table}, {})
    with pytest.raises(BackupError, match="a differs: none written"):
        verifying.compare_tables({}, {"a": table})
    verifying.compare_tables({"a": table}, {"a": table})
