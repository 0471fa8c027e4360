"""Which pg_dump is used, and what is said where none fits. The programs are small scripts."""

import pytest

from edu_week.backups import postgres_programs
from edu_week.backups.errors import BackupError
from edu_week.backups.postgres_programs import connection_environment, find_programs


@pytest.fixture
def install(tmp_path):
    def install(major, names=("pg_dump", "pg_restore")):
        folder = tmp_path / str(major)
        folder.mkdir()
        for name in names:
            (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {major}.4 (Debian {major}.4-1)'\n")
            (folder / name).chmod(0o755)
        return folder

    return install


def test_the_servers_own_version_is_best_and_the_next_newer_good(install):
    folders = {major: install(major) for major in (14, 15, 17, 18)}
    assert find_programs(15, folders.values()) == folders[15]
    assert find_programs(16, folders.values()) == folders[17]


def test_older_programs_are_told_with_both_versions(install):
    with pytest.raises(BackupError, match=r"pg_dump 15 of .* is older than the server, 18: .*postgresql-client-18"):
        find_programs(18, [install(15)])


def test_missing_programs_are_told(install, tmp_path):
    with pytest.raises(BackupError, match="pg_dump and pg_restore are missing.*postgresql-client-16"):
        find_programs(16, [tmp_path, install(16, names=["pg_dump"])])


def test_a_program_that_fails_is_told_by_its_last_line(tmp_path):
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho first >&2; echo 'no such table' >&2; exit 1\n")
    program.chmod(0o755)
    with pytest.raises(BackupError, match="pg_dump failed: no such table"):
        postgres_programs.run_program(program, environment={})


def test_the_password_is_a_variable_and_not_a_word():
    told = {"dbname": "portal", "host": "/var/run", "user": "portal", "password": "secret", "cursor_factory": object}
    assert connection_environment(told, "other") == {
        "PGHOST": "/var/run",
        "PGUSER": "portal",
        "PGPASSWORD": "secret",
        "PGDATABASE": "other",
    }


def test_this_machines_programs_are_found():
    assert any((folder / "pg_dump").is_file() for folder in postgres_programs.list_program_folders())
