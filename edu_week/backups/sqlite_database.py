"""SQLite: a copy of one moment by its online backup, checksums of its tables, its integrity check, and putting it in place."""

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from edu_week.backups.archive import SQLITE, compress_file, decompress_file
from edu_week.backups.errors import BackupError

BESIDE = ("-wal", "-shm")


def open_file(path: Path) -> sqlite3.Connection:
    """Open the file without Django's converters: values are compared as they are stored."""
    opened = sqlite3.connect(path, isolation_level=None, timeout=20)
    opened.text_factory = lambda data: data.decode(errors="surrogateescape")
    return opened


def dump_database(path: Path, folder: Path) -> tuple[Path, dict]:
    """Return the compressed copy and the checksums of the tables at the same moment. Writers are not kept waiting."""
    copy = folder / "copy.sqlite3"
    with closing(open_file(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.execute("BEGIN")
        tables = read_table_checksums(source)  # its first read fixes the moment, and the copy is of that one
        source.backup(target)
        source.execute("COMMIT")
    dump = folder / SQLITE
    compress_file(copy, dump)
    copy.unlink()
    return dump, tables


def unpack_database(dump: Path, path: Path):
    decompress_file(dump, path)
    path.chmod(0o600)


def read_file_checksums(path: Path) -> dict:
    with closing(open_file(path)) as opened:
        return read_table_checksums(opened)


def read_table_checksums(opened: sqlite3.Connection) -> dict:
    """Return table → number of rows and a sum over all rows that does not depend on their order."""
    names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {name: read_checksum(opened, name) for name in names}


def read_checksum(opened: sqlite3.Connection, table: str) -> dict:
    rows = total = 0
    for row in opened.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 (a name from the database's own catalogue)
        text = json.dumps(row, default=bytes.hex).encode()
        total += int.from_bytes(hashlib.blake2b(text, digest_size=16).digest())
        rows += 1
    return {"rows": rows, "sum": f"{total % 2**128:032x}"}


def check_indexes(path: Path) -> str:
    """Check every page, index and constraint of the file, and its foreign keys. Returns what was done; raises BackupError."""
    with closing(open_file(path)) as opened:
        problems = [problem for (problem,) in opened.execute("PRAGMA integrity_check") if problem != "ok"]
        problems += [f"{row[0]} refers to a missing row of {row[2]}" for row in opened.execute("PRAGMA foreign_key_check")]
    if problems:
        raise BackupError(f"The database is damaged ({len(problems)} findings): {problems[0]}.")
    return "integrity_check and foreign_key_check: ok"


def is_in_use(path: Path) -> bool:
    """Whether another process has the database open. Also brings its write-ahead log into the file."""
    if not path.exists():
        return False
    with closing(sqlite3.connect(path, isolation_level=None, timeout=1)) as opened:
        try:
            opened.execute("PRAGMA journal_mode=DELETE")  # needs the file for itself
        except sqlite3.OperationalError:
            return True
    return False


def has_rows(path: Path) -> bool:
    """Whether there is anything that a restore would destroy."""
    if not path.exists() or not path.stat().st_size:
        return False
    with closing(open_file(path)) as opened:
        return bool(opened.execute("SELECT 1 FROM sqlite_master WHERE type = 'table'").fetchone())


def put_in_place(restored: Path, path: Path, suffix: str) -> str:
    """Put the restored file in the place of the other, which is kept beside it. Returns the name of what was kept."""
    kept = ""
    if has_rows(path):
        kept = f"{path}{suffix}"
        os.rename(path, kept)
    for ending in BESIDE:
        Path(f"{path}{ending}").unlink(missing_ok=True)
    os.replace(restored, path)
    return kept
