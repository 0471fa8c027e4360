"""PostgreSQL: pg_dump and checksums of one exported snapshot, a scratch database for comparing, and swapping databases."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg2
from django.db import connection, transaction

from edu_week.backups.archive import POSTGRESQL
from edu_week.backups.errors import BackupError
from edu_week.backups.postgres_programs import connection_environment, find_programs, run_program

MAINTENANCE = ("postgres", "template1")  # databases from which others are renamed
# How a row is written as text must not depend on the session that asks.
SAME_TEXT = (
    "SET timezone='UTC'; SET datestyle='ISO, MDY'; SET intervalstyle='postgres'; SET extra_float_digits=1; SET bytea_output='hex'"
)
TABLES = (
    "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
    "AND relnamespace = current_schema()::regnamespace ORDER BY relname"
)
CHECKSUM = "SELECT count(*), coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint::numeric), 0) FROM {table} t"
INDEXES = (
    "SELECT c.oid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam "
    "WHERE a.amname = 'btree' AND i.indisvalid AND c.relnamespace = current_schema()::regnamespace ORDER BY 1"
)


def server_major() -> int:
    with connection.cursor():
        return connection.connection.server_version // 10_000


def dump_database(folder: Path) -> tuple[Path, dict, dict]:
    """Return the dump, the checksums of the tables at the same moment, and what made them. Nobody is kept waiting."""
    programs = find_programs(server_major())
    dump = folder / POSTGRESQL
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        tables = read_table_checksums(cursor)
        environment = connection_environment(connection.get_connection_params(), connection.settings_dict["NAME"])
        words = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={dump}")
        run_program(programs / "pg_dump", *words, environment=environment)
    connection.close()  # the session's way of writing times is its own again
    return dump, tables, {"server_major": server_major()}


def read_table_checksums(cursor) -> dict:
    """Return table → number of rows and a sum over all rows that does not depend on their order."""
    cursor.execute(SAME_TEXT)
    cursor.execute(TABLES)
    checksums = {}
    for (table,) in cursor.fetchall():
        cursor.execute(CHECKSUM.format(table=connection.ops.quote_name(table)))
        rows, total = cursor.fetchone()
        checksums[table] = {"rows": rows, "sum": str(total)}
    return checksums


def restore_dump(dump: Path, name: str, dump_major: int):
    """Restore into the empty database of that name, all or nothing."""
    programs = find_programs(max(server_major(), dump_major))
    words = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", f"--dbname={name}", str(dump))
    run_program(programs / "pg_restore", *words, environment=connection_environment(connection.get_connection_params(), name))


def open_database(name: str):
    """Return a connection of its own to another database of the same server."""
    opened = psycopg2.connect(**connection.get_connection_params() | {"dbname": name})
    opened.autocommit = True
    return opened


@contextmanager
def open_cursor(name: str) -> Iterator:
    with closing(open_database(name)) as opened, opened.cursor() as cursor:
        yield cursor


def quote(name: str) -> str:
    return connection.ops.quote_name(name)


def may_create_databases() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()[0]


def create_beside(ending: str) -> str:
    """Create an empty database beside ours, with its encoding and collation, in place of a left-over one. Return its name."""
    name = f"{connection.settings_dict['NAME']}{ending}"
    drop_database(name)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = current_database()"
        )
        encoding, collate, ctype = cursor.fetchone()
        cursor.execute(
            f"CREATE DATABASE {quote(name)} TEMPLATE template0 ENCODING %s LC_COLLATE %s LC_CTYPE %s", [encoding, collate, ctype]
        )
    return name


def drop_database(name: str):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(name)}")


@contextmanager
def scratch_database(dump: Path, dump_major: int) -> Iterator[str]:
    """Yield the name of a database that holds what was dumped, and is dropped afterwards."""
    name = create_beside("_backup_check")
    try:
        restore_dump(dump, name, dump_major)
        yield name
    finally:
        drop_database(name)


def read_database_checksums(name: str) -> dict:
    with open_cursor(name) as cursor:
        return read_table_checksums(cursor)


def check_indexes(name: str, *, is_scratch: bool) -> str:
    """Check every B-tree of the database against its table with amcheck. Returns what was done; raises BackupError.

    It holds no lock that writers wait for.
    """
    with open_cursor(name) as cursor:
        if is_scratch:
            add_amcheck(cursor)
        if not may_use_amcheck(cursor):
            return "amcheck is not there or not allowed"
        cursor.execute(INDEXES)
        names = [index for (index,) in cursor.fetchall()]
        for index in names:
            try:
                cursor.execute("SELECT bt_index_check(%s::regclass, true)", [index])
            except psycopg2.DatabaseError as error:
                raise BackupError(f"The index {index} is damaged: {str(error).splitlines()[0]}.") from None
    return f"amcheck: {len(names)} indexes ok"


def add_amcheck(cursor):
    with suppress(psycopg2.DatabaseError):  # only an administrator may add it, or the package is not installed
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")


def may_use_amcheck(cursor) -> bool:
    cursor.execute(
        "SELECT coalesce(bool_or(has_function_privilege(oid, 'execute')), false) FROM pg_proc "
        "WHERE proname = 'bt_index_check' AND pronargs >= 2"
    )
    return cursor.fetchone()[0]


def has_tables() -> bool:
    return bool(connection.introspection.table_names())


def count_other_sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def swap_databases(restored: str, suffix: str) -> str:
    """Put the restored database in the place of ours, which is kept under another name. Return that name."""
    name = connection.settings_dict["NAME"]
    kept = f"{name}{re.sub('[^0-9a-z]', '_', suffix)}"
    connection.close()
    with open_maintenance(name) as cursor:
        try:
            cursor.execute(f"ALTER DATABASE {quote(name)} RENAME TO {quote(kept)}")
            cursor.execute(f"ALTER DATABASE {quote(restored)} RENAME TO {quote(name)}")
        except psycopg2.DatabaseError as error:
            raise BackupError(f"The databases cannot be swapped: {str(error).splitlines()[0]}.") from None
    return kept


@contextmanager
def open_maintenance(name: str) -> Iterator:
    for other in MAINTENANCE:
        if other != name:
            try:
                opened = open_database(other)
            except psycopg2.OperationalError:
                continue
            with closing(opened), opened.cursor() as cursor:
                yield cursor
            return
    raise BackupError("Neither the database postgres nor template1 lets us in, from which ours could be renamed.")
