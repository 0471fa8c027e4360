"""The two kinds of database under one surface, as creating, verifying and restoring use them."""

from pathlib import Path

from django.conf import settings
from django.db import connection

from edu_week.backups import postgres_database, sqlite_database
from edu_week.backups.errors import BackupError

NO_SCRATCH = (
    "The role may not create databases, which comparing a back-up needs: ALTER ROLE … CREATEDB, or run with --unverified "
    "and see for yourself whether it can be restored."
)


class SqliteSite:
    engine = "sqlite"

    @property
    def path(self) -> Path:
        return Path(connection.settings_dict["NAME"])

    def refuse_without_scratch(self):
        pass

    def dump(self, folder: Path) -> tuple[Path, dict, dict]:
        dump, tables = sqlite_database.dump_database(self.path, folder)
        return dump, tables, {}

    def read_dump(self, dump: Path, about: dict) -> tuple[dict, str]:
        """Restore the dump into a scratch database; return the checksums of its tables and how its indexes were checked."""
        scratch = dump.with_name("scratch.sqlite3")
        sqlite_database.unpack_database(dump, scratch)
        try:
            return sqlite_database.read_file_checksums(scratch), sqlite_database.check_indexes(scratch)
        finally:
            scratch.unlink()

    def check_own_indexes(self) -> str:
        return "its indexes are part of the copy"

    def is_filled(self) -> bool:
        return sqlite_database.has_rows(self.path)

    def refuse_while_in_use(self):
        connection.close()
        if sqlite_database.is_in_use(self.path):
            raise BackupError("The database is in use: stop the portal first, web server and worker.")

    def restore(self, dump: Path, about: dict, suffix: str) -> str:
        """Put what was dumped in the place of our database; return where the former one is kept, "" if there was none."""
        restored = Path(f"{self.path}.restoring")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        sqlite_database.unpack_database(dump, restored)
        return sqlite_database.put_in_place(restored, self.path, suffix)

    def read_own_checksums(self) -> dict:
        return sqlite_database.read_file_checksums(self.path)


class PostgresqlSite:
    engine = "postgresql"

    def refuse_without_scratch(self):
        if not postgres_database.may_create_databases():
            raise BackupError(NO_SCRATCH)

    def dump(self, folder: Path) -> tuple[Path, dict, dict]:
        return postgres_database.dump_database(folder)

    def read_dump(self, dump: Path, about: dict) -> tuple[dict, str]:
        self.refuse_without_scratch()
        with postgres_database.scratch_database(dump, about.get("server_major", 0)) as name:
            return postgres_database.read_database_checksums(name), postgres_database.check_indexes(name, is_scratch=True)

    def check_own_indexes(self) -> str:
        return postgres_database.check_indexes(connection.settings_dict["NAME"], is_scratch=False)

    def is_filled(self) -> bool:
        return postgres_database.has_tables()

    def refuse_while_in_use(self):
        if count := postgres_database.count_other_sessions():
            raise BackupError(f"{count} other sessions use the database: stop the portal first, and a pooler before it.")

    def restore(self, dump: Path, about: dict, suffix: str) -> str:
        major = about.get("server_major", 0)
        if not self.is_filled():
            postgres_database.restore_dump(dump, connection.settings_dict["NAME"], major)
            return ""
        if not postgres_database.may_create_databases():
            raise BackupError(
                "The role may not create databases, so none can be restored beside this one: ALTER ROLE … CREATEDB."
            )
        restored = postgres_database.create_beside("_restoring")
        try:
            postgres_database.restore_dump(dump, restored, major)
            return postgres_database.swap_databases(restored, suffix)
        except BaseException:
            postgres_database.drop_database(restored)
            raise

    def read_own_checksums(self) -> dict:
        return postgres_database.read_database_checksums(connection.settings_dict["NAME"])


def open_site_database() -> SqliteSite | PostgresqlSite:
    return PostgresqlSite() if connection.vendor == "postgresql" else SqliteSite()


def media_folder() -> Path:
    return Path(settings.MEDIA_ROOT)
