"""Copies the portal's database into an empty one of the same kind, exactly, while the portal runs."""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import SpooledTemporaryFile

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, transaction

from backoffice.audit_log import triggers

ALIAS = "rehearsal"
IN_MEMORY = 8 * 1024 * 1024  # bytes of a table, before a file takes them


class CopyError(Exception):
    """The message is one sentence for the operator."""


def connect_copy(config: dict):
    """Make the database known under `ALIAS` and return its connection. Raises `CopyError` unless it is empty and of our kind."""
    connections.settings[ALIAS] = connections.configure_settings({"default": config})["default"]
    copy = connections[ALIAS]
    if copy.vendor != connection.vendor:
        raise CopyError(f"The copy has to be of the same kind as the portal's database, {connection.vendor}.")
    if copy.vendor == "sqlite" and Path(copy.settings_dict["NAME"]).exists():
        raise CopyError(f"{copy.settings_dict['NAME']} exists already.")
    if copy.vendor == "postgresql" and copy.introspection.table_names():
        raise CopyError("The database for the copy is not empty.")
    return copy


def copy_database(copy):
    (copy_sqlite if copy.vendor == "sqlite" else copy_postgresql)(copy)


def forget_replaced(copy):
    """Rewrite an SQLite file, whose free pages still hold what was replaced."""
    if copy.vendor == "sqlite":
        with copy.cursor() as cursor:
            cursor.execute("VACUUM")


def discard_copy(copy):
    if copy.vendor == "sqlite":
        copy.close()
        Path(copy.settings_dict["NAME"]).unlink(missing_ok=True)
    else:
        with copy.cursor() as cursor:
            empty_tables(copy, cursor)


def copy_sqlite(copy):
    connection.ensure_connection()
    with closing(sqlite3.connect(copy.settings_dict["NAME"])) as target:
        connection.connection.backup(target)


def copy_postgresql(copy):
    call_command("migrate", database=ALIAS, verbosity=0, interactive=False)
    # one moment of the source for all tables; foreign keys of the copy are checked at the end
    with transaction.atomic(), transaction.atomic(using=ALIAS), connection.cursor() as source, copy.cursor() as target:
        source.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in empty_tables(copy, target):
            copy_table(source, target, copy.ops.quote_name(table), column_names(copy, target, table))
    triggers.install_audit_triggers(copy)
    reset_sequences(copy)


def empty_tables(copy, cursor) -> list[str]:
    """Empty all tables, the audit log too, whose triggers are dropped for that; return their names."""
    triggers.drop_audit_triggers(copy)
    tables = copy.introspection.table_names(cursor)
    cursor.execute(f"TRUNCATE {', '.join(map(copy.ops.quote_name, tables))}")
    return tables


def column_names(copy, cursor, table: str) -> str:
    columns = copy.introspection.get_table_description(cursor, table)
    return ", ".join(copy.ops.quote_name(column.name) for column in columns)


def copy_table(source, target, table: str, columns: str):
    with SpooledTemporaryFile(IN_MEMORY) as rows:
        source.copy_expert(f"COPY {table} ({columns}) TO STDOUT", rows)
        rows.seek(0)
        target.copy_expert(f"COPY {table} ({columns}) FROM STDIN", rows)


def reset_sequences(copy):
    models = copy.introspection.installed_models(copy.introspection.table_names())
    with copy.cursor() as cursor:
        for statement in copy.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
