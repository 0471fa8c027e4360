"""Database triggers that make the audit log append-only: no row can be changed, or deleted before its retention is over.

They are installed after every migration rather than by one: SQLite drops a table's triggers whenever it rebuilds the table.
"""

from django.db import connections

from backoffice.audit_log.retention import AUDIT_MIN_RETENTION_DAYS

TABLE = "backoffice_auditentry"
REFUSAL = "the audit log is append-only"

POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {TABLE}_guard() RETURNS trigger AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.at < now() - interval '{AUDIT_MIN_RETENTION_DAYS} days' THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END
$$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER {TABLE}_rows BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_guard();
CREATE OR REPLACE TRIGGER {TABLE}_all BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_guard();
"""
SQLITE = (
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_update BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_delete BEFORE DELETE ON {TABLE} "
    f"WHEN OLD.at >= datetime('now', '-{AUDIT_MIN_RETENTION_DAYS} days') BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
)


def install_audit_triggers(connection):
    if TABLE not in connection.introspection.table_names():  # migrated back to before the table existed
        return
    statements = [POSTGRESQL] if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def drop_audit_triggers(connection):
    """For tests, and for moving the table by hand; the next `migrate` installs the triggers again."""
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    names = ("rows", "all") if on else ("update", "delete")
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{name}{on}")


def install_triggers_after_migrate(*, using, **kwargs):
    install_audit_triggers(connections[using])
