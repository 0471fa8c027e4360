"""The empty PostgreSQL database that a site is moved to."""

from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from backoffice.audit_log import triggers as audit_triggers

ALIAS = "move"


class MoveError(Exception):
    """The message is one sentence for the operator."""


def connect_target(config: dict):
    """Make the database known under `ALIAS` and return its connection. Raises MoveError unless it is an empty PostgreSQL."""
    connections.settings[ALIAS] = connections.configure_settings({"default": config})["default"]
    target = connections[ALIAS]
    if connection.vendor != "sqlite":
        raise MoveError("This site is not on SQLite: DATABASE_URL has to be the database that is moved.")
    if target.vendor != "postgresql":
        raise MoveError("The new database has to begin with postgres://.")
    if target.introspection.table_names():
        raise MoveError("The new database is not empty. Nothing was changed in it.")
    return target


def refuse_unknown_tables():
    """Raise MoveError for a source that is not migrated, or has tables that belong to nothing we know."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MoveError("This site is not migrated: run `manage.py migrate` first.")
    known = {model._meta.db_table for model in list_models()}
    if unknown := sorted(set(connection.introspection.table_names()) - known):
        raise MoveError(
            f"The table {unknown[0]} belongs to no model of this release, so it would be left behind. Remove it first."
        )


def list_models() -> list:
    """Return every model with a table: the tables between two records, the histories and the list of migrations too."""
    models = [model for model in apps.get_models(include_auto_created=True) if is_own_table(model)]
    return [*sorted(models, key=lambda model: model._meta.db_table), MigrationRecorder.Migration]


def is_own_table(model) -> bool:
    return model._meta.managed and not model._meta.proxy and not model._meta.swapped


def prepare_target(target):
    """Make the tables as this release has them, without a single row, and without the triggers that rows would fire."""
    call_command("migrate", database=ALIAS, verbosity=0, interactive=False)
    audit_triggers.drop_audit_triggers(target)  # they refuse to let the log be emptied
    tables = [model._meta.db_table for model in list_models()]
    with target.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(map(target.ops.quote_name, tables))}")
        switch_triggers(target, cursor, "DISABLE")


def switch_triggers(target, cursor, action: str):
    """Our own triggers; those of foreign keys go on."""
    for model in list_models():
        cursor.execute(f"ALTER TABLE {target.ops.quote_name(model._meta.db_table)} {action} TRIGGER USER")


def finish_target(target):
    audit_triggers.install_audit_triggers(target)
    with target.cursor() as cursor:
        switch_triggers(target, cursor, "ENABLE")
        cursor.execute("ANALYZE")


def discard_target(target):
    """Empty the database again, so that a second try finds it as the first did."""
    with target.cursor() as cursor:
        cursor.execute(
            "SELECT format('DROP TABLE IF EXISTS %I CASCADE', relname) FROM pg_class "
            "WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
