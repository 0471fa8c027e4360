"""SQLite's part, on files of the test's own."""

import sqlite3
import threading
from contextlib import closing

import pytest

from edu_week.backups import sqlite_database
from edu_week.backups.errors import BackupError


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.sqlite3"
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("CREATE TABLE booking (id INTEGER PRIMARY KEY, name TEXT, price REAL, file BLOB)")
        opened.executemany("INSERT INTO booking (name, price, file) VALUES (?, ?, ?)", [("王", 1.5, b"\xff"), ("李", None, None)])
        opened.execute("CREATE INDEX by_name ON booking (name)")
        opened.commit()
    return path


def test_checksum_does_not_depend_on_order_but_on_every_value(path, tmp_path):
    first = sqlite_database.read_file_checksums(path)
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("UPDATE booking SET id = 3 WHERE id = 1")
        opened.execute("UPDATE booking SET id = 1 WHERE id = 2")
        opened.commit()
    second = sqlite_database.read_file_checksums(path)
    assert first["booking"]["rows"] == second["booking"]["rows"] == 2
    assert first["booking"]["sum"] != second["booking"]["sum"]


def test_the_copy_is_of_the_moment_of_the_checksums_although_others_write(path, tmp_path):
    stopped = threading.Event()

    def keep_writing():
        with closing(sqlite3.connect(path, timeout=20)) as opened:
            while not stopped.is_set():
                opened.execute("INSERT INTO booking (name) VALUES ('later')")
                opened.commit()

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        for number in range(10):
            folder = tmp_path / str(number)
            folder.mkdir()
            dump, tables = sqlite_database.dump_database(path, folder)
            sqlite_database.unpack_database(dump, folder / "scratch")
            assert sqlite_database.read_file_checksums(folder / "scratch") == tables
            assert [file.name for file in folder.glob("copy*")] == []
    finally:
        stopped.set()
        writer.join()
    assert tables["booking"]["rows"] > 2


def test_an_index_that_lost_a_row_is_found(path):
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA writable_schema=ON")
        opened.execute("UPDATE sqlite_master SET sql = 'CREATE INDEX by_name ON booking (price)' WHERE name = 'by_name'")
        opened.commit()
    with pytest.raises(BackupError, match=r"damaged .*by_name"):
        sqlite_database.check_indexes(path)


def test_a_row_that_refers_to_nothing_is_found(path):
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("CREATE TABLE arrival (booking INTEGER REFERENCES booking (id))")
        opened.execute("INSERT INTO arrival VALUES (99)")
        opened.commit()
    with pytest.raises(BackupError, match="arrival refers to a missing row of booking"):
        sqlite_database.check_indexes(path)


def test_a_database_that_somebody_has_open_is_in_use(path):
    assert not sqlite_database.is_in_use(path)
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("SELECT * FROM booking").fetchall()
        assert sqlite_database.is_in_use(path)
    assert not sqlite_database.is_in_use(path)
    assert not sqlite_database.is_in_use(path.with_name("missing"))


def test_what_was_there_is_kept_beside(path, tmp_path):
    restored = tmp_path / "restored"
    with closing(sqlite3.connect(restored)) as opened:
        opened.execute("CREATE TABLE fresh (id INTEGER)")
    kept = sqlite_database.put_in_place(restored, path, ".before")
    assert kept == f"{path}.before"
    assert list(sqlite_database.read_file_checksums(path)) == ["fresh"]
    assert "booking" in sqlite_database.read_file_checksums(tmp_path / "a.sqlite3.before")
