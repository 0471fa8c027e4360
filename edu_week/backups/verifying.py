"""Proving a back-up: the file is read back, restored into a scratch database, and compared; nothing of that is left."""

from dataclasses import dataclass
from pathlib import Path

from edu_week.backups.archive import MEDIA, Unpacked, unpack_archive
from edu_week.backups.databases import open_site_database
from edu_week.backups.errors import BackupError


@dataclass(frozen=True)
class Verified:
    tables: int
    rows: int
    media_files: int
    media_bytes: int
    indexes: str


def verify_backup(path: Path, key, work: Path) -> Verified:
    """Compare every table and every file of a back-up with its checksums. Raises BackupError with the first difference."""
    unpacked = unpack_archive(path, key, work)
    database = open_site_database()
    refuse_other_engine(unpacked, database.engine)
    tables, indexes = database.read_dump(unpacked.database, unpacked.about)
    unpacked.database.unlink()
    compare_tables(unpacked.checksums["tables"], tables)
    media = [digest for name, digest in unpacked.digests.items() if name.startswith(MEDIA)]
    rows = sum(table["rows"] for table in tables.values())
    return Verified(len(tables), rows, len(media), sum(digest["size"] for digest in media), indexes)


def refuse_other_engine(unpacked: Unpacked, engine: str):
    if unpacked.engine != engine:
        raise BackupError(
            f"This back-up is of a site on {unpacked.engine or 'an unknown database'}, and this one is on {engine}. "
            "A site is moved to PostgreSQL with `manage.py move_to_postgres`, after it was restored on SQLite."
        )


def compare_tables(expected: dict, found: dict):
    for table in sorted(expected.keys() | found.keys()):
        if expected.get(table) != found.get(table):
            raise BackupError(
                f"The table {table} differs: {describe(expected.get(table))} written, {describe(found.get(table))} read back."
            )


def describe(table: dict | None) -> str:
    return f"{table['rows']} rows with the sum {table['sum'][:8]}" if table else "none"
