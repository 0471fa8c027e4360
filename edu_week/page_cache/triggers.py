"""Database triggers that raise the generation of the public pages once in every transaction that changes what they show.

So saving, importing, `update()`, the loader and the worker cannot forget it. They are installed after every migration, as
those of the audit log are (`backoffice.audit_log.triggers`).

PostgreSQL: the first statement on a public table leaves a row in a small table of marks; a deferred trigger on that row leaves
a second one, whose own deferred trigger comes after all other deferred checks of the transaction and raises the number. So
the number's lock, for which all writers wait, is held for the commit only. SQLite has one writer at a time: every changed
row raises the number, which costs microseconds.
"""

from django.db import connections

from content.models import PublicGeneration
from edu_week.page_cache.public_tables import list_public_models, list_watched_columns

TABLE = PublicGeneration._meta.db_table
MARKS = "content_publicchange"
RAISE = f"{TABLE}_raise"
IS_MARKED = "edu_week.public_change"  # a setting of the transaction; a rolled-back savepoint takes it back with the mark

FIRST_ROW = f"INSERT INTO {TABLE} (id, number) SELECT 1, 1 WHERE NOT EXISTS (SELECT 1 FROM {TABLE})"  # noqa: S608
INCREMENT = f"UPDATE {TABLE} SET number = number + 1"  # noqa: S608 (our own table)
POSTGRESQL = f"""
CREATE TABLE IF NOT EXISTS {MARKS} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, is_last boolean NOT NULL);
CREATE OR REPLACE FUNCTION {TABLE}_mark() RETURNS trigger AS $$
BEGIN
  IF current_setting('{IS_MARKED}', true) IS DISTINCT FROM 'yes' THEN
    PERFORM set_config('{IS_MARKED}', 'yes', true);
    INSERT INTO {MARKS} (is_last) VALUES (false);
  END IF;
  RETURN NULL;
END
$$ LANGUAGE plpgsql;
CREATE OR REPLACE FUNCTION {RAISE}() RETURNS trigger AS $$
BEGIN
  DELETE FROM {MARKS} WHERE id = NEW.id;
  IF NEW.is_last THEN
    {INCREMENT};
    PERFORM set_config('{IS_MARKED}', '', true);
  ELSE
    INSERT INTO {MARKS} (is_last) VALUES (true);
  END IF;
  RETURN NULL;
END
$$ LANGUAGE plpgsql;
DROP TRIGGER IF EXISTS {RAISE} ON {MARKS};
CREATE CONSTRAINT TRIGGER {RAISE} AFTER INSERT ON {MARKS} DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION {RAISE}();
"""  # noqa: S608 (our own table)


def install_generation_triggers(connection):
    tables = connection.introspection.table_names()
    if TABLE not in tables:  # migrated back to before the table existed
        return
    make_triggers = postgresql_triggers if connection.vendor == "postgresql" else sqlite_triggers
    with connection.cursor() as cursor:
        cursor.execute(FIRST_ROW)
        for statement in [POSTGRESQL] if connection.vendor == "postgresql" else []:
            cursor.execute(statement)
        for model in list_public_models():
            if model._meta.db_table in tables:
                for statement in make_triggers(model._meta.db_table, list_watched_columns(model)):
                    cursor.execute(statement)


def postgresql_triggers(table: str, columns: list[str] | None) -> list[str]:
    update = f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"
    events = f"INSERT OR DELETE OR TRUNCATE OR {update}"
    call = f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_mark()"
    return [f"CREATE OR REPLACE TRIGGER {table}_generation AFTER {events} ON {table} {call}"]


def sqlite_triggers(table: str, columns: list[str] | None) -> list[str]:
    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns or ())
    condition = {"UPDATE": f"WHEN {differs}"} if differs else {}
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_generation_{event.lower()} AFTER {event} ON {table} "
        f"{condition.get(event, '')} BEGIN {INCREMENT}; END"
        for event in ("INSERT", "UPDATE", "DELETE")
    ]


def install_triggers_after_migrate(*, using, **kwargs):
    install_generation_triggers(connections[using])
