"""What a migration does to a portal that goes on meanwhile: its SQL through django-migration-linter and a check of ours.

The linter knows what the release before cannot work with (a column that is gone, renamed or must be given) and indexes that are
built under a lock. It does not know constraints that are checked under one.
"""

import re
from collections.abc import Iterable

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django_migration_linter.sql_analyser import PostgresqlAnalyser, analyse_sql_statements

TABLE = r'"?([\w]+)"?'
ADD_CONSTRAINT = re.compile(rf"ALTER TABLE {TABLE} ADD CONSTRAINT .*(?:CHECK|FOREIGN KEY)", re.IGNORECASE)
ADD_COLUMN_REFERENCE = re.compile(rf"ALTER TABLE {TABLE} ADD COLUMN .*REFERENCES", re.IGNORECASE)
CREATE_TABLE = re.compile(rf"CREATE TABLE {TABLE}", re.IGNORECASE)


def find_hazards(statements: list[str]) -> list[str]:
    """Return the codes of what would make a request fail or wait."""
    statements = [statement for statement in statements if statement and not statement.startswith("--")]
    errors, _ignored, warnings = analyse_sql_statements(PostgresqlAnalyser, statements)
    return sorted({issue.code for issue in [*errors, *warnings]} | set(find_validated_constraints(statements)))


def find_validated_constraints(statements: Iterable[str]) -> Iterable[str]:
    """A constraint without NOT VALID reads the whole table under a lock that writers wait for; a new table has no rows."""
    made = set()
    for statement in statements:
        if created := CREATE_TABLE.search(statement):
            made.add(created[1])
        for pattern in (ADD_CONSTRAINT, ADD_COLUMN_REFERENCE):
            added = pattern.search(statement)
            if added and added[1] not in made and "NOT VALID" not in statement:
                yield "VALIDATED_CONSTRAINT"


def collect_sql(migration: Migration) -> list[str]:
    """Return what the migration would do on this database, transaction included, without doing it."""
    loader = MigrationLoader(connection)
    key = (migration.app_label, migration.name)
    state = loader.project_state(key, at_end=False) if key in loader.graph.nodes else loader.project_state()
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(state, editor, collect_sql=True)
    transaction = ["BEGIN"] if migration.atomic else []
    return [*transaction, *editor.collected_sql]


def list_later_migrations() -> list[Migration]:
    """Return ours that come after a first release: those that are not an app's first one."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return [
        migration
        for (app, name), migration in sorted(loader.disk_migrations.items())
        if app in OUR_APPS and not (migration.initial or name.startswith("0001_"))
    ]


OUR_APPS = ("accounts", "alumni", "backoffice", "content", "edu_week", "events", "schools", "spreadsheets")
