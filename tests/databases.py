"""The test database: migrated once in a run, copied for every process, and restored after a test without a transaction.

A run is one `tests/run.py`, or one pytest with its worker processes. TEST_RUN_FOLDER names the folder in which the
processes of a run find each other; the template is a database on the server (PostgreSQL) or a file (SQLite).
"""

import datetime as dt
import fcntl
import os
import pickle
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from backoffice.audit_log import triggers
from content.models import PublicGeneration
from edu_week.secret_keys import make_secret_key

ROOT = Path(__file__).resolve().parent.parent
RUN_FOLDER = "TEST_RUN_FOLDER"
SQLITE_TEMPLATE = "test.sqlite3"
baseline: "Baseline"  # set once this process has its copy


def run_folder() -> Path:
    return Path(os.environ[RUN_FOLDER])


@contextmanager
def lock_run(name: str):
    """Let only one process of this run at a time through."""
    with (run_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def database_copy(suffix: str):
    """Use a copy of the template database in this process; the first process of the run makes the template."""
    creation, database = connection.creation, connection.settings_dict
    given_name = database["NAME"]
    template_is_made = run_folder() / f"{connection.vendor}.made"
    if connection.vendor == "sqlite":
        database["TEST"]["NAME"] = str(run_folder() / SQLITE_TEMPLATE)
    with lock_run(connection.vendor):
        if template_is_made.exists():
            database["NAME"] = creation._get_test_db_name()
        else:
            creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()  # SQLite's write-ahead log goes into the file, and PostgreSQL copies nothing that is in use
            template_is_made.touch()
        creation.clone_test_db(suffix, verbosity=0)
    database["NAME"] = creation.get_test_db_clone_settings(suffix)["NAME"]
    global baseline
    baseline = Baseline()
    try:
        yield
    finally:
        creation.destroy_test_db(given_name, verbosity=0)


def migrated_sqlite_file() -> Path:
    """Return a migrated SQLite file for tests that start a portal of their own, whatever database this run uses."""
    file, is_made = run_folder() / SQLITE_TEMPLATE, run_folder() / "sqlite.made"
    with lock_run("sqlite"):
        if not is_made.exists():
            environment = os.environ | {
                "DJANGO_SETTINGS_MODULE": "edu_week.settings",
                "DATABASE_URL": f"sqlite:///{file}",
                "SECRET_KEY": make_secret_key(),
                "BASE_URL": "http://testserver",  # as in the tests' own settings: the domain is stored with the first migration
                "PORTAL_CLOCK": "",
            }
            subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
            is_made.touch()
    return file


def drop_templates():
    """Drop PostgreSQL's template at the end of a run; SQLite's is deleted with the run's folder."""
    if (run_folder() / "postgresql.made").exists():
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(connection.creation._get_test_db_name())}")


class Baseline:
    """The rows that the migrations left, to which `restore` resets the database.

    Django's own way truncates every table and makes all permissions and roles anew, which takes longer than most tests.
    """

    def __init__(self):
        self.tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        self.tables.append("django_migrations")
        self.tables.remove(PublicGeneration._meta.db_table)  # only ever rises, also while rows are restored
        with connection.cursor() as cursor:
            self.rows = {table: read_rows(cursor, table) for table in self.list_filled(cursor)}

    def list_filled(self, cursor) -> list[str]:
        """Return the tables that have rows, with one query that reads at most one row of each."""
        quoted = {table: connection.ops.quote_name(table) for table in self.tables}
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM {name})" for t, name in quoted.items()))
        return [table for (table,) in cursor.fetchall()]

    def read_changed(self, cursor) -> dict:
        """Return table → current rows (None if empty) of the tables that differ from what the migrations left."""
        filled = self.list_filled(cursor)
        now = {table: read_rows(cursor, table) for table in filled}
        return {table: now.get(table) for table in self.tables if now.get(table) != self.rows.get(table)}

    def restore(self):
        with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":  # wait for writers, as TRUNCATE would
                cursor.execute(f"LOCK TABLE {', '.join(map(connection.ops.quote_name, self.tables))}")
            changed = [t for t in self.list_filled(cursor) if t not in self.rows]
            changed += [t for t, content in self.rows.items() if read_rows(cursor, t) != content]
            if not changed:
                return
            triggers.drop_audit_triggers(connection)
            for table in changed:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            for table in changed:
                write_rows(cursor, table, self.rows.get(table))
            triggers.install_audit_triggers(connection)


class Replay:
    """Calls `load(key)` once per process and key; later calls write the rows it wrote again, which is much quicker.

    Returns a copy of what `load` returned. `load` is called again if the tables it writes to are not as the migrations left
    them.
    """

    def __init__(self, load):
        self.load, self.written = load, {}

    def __call__(self, key=None):
        with transaction.atomic(), connection.cursor() as cursor:
            if key not in self.written:
                return self.load_and_record(cursor, key)
            written, answer = self.written[key]
            if any(find_obstacles(cursor, written)):
                return self.load(key)
            for table in written.keys() & baseline.rows.keys():
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            for table, content in written.items():
                write_rows(cursor, table, content)
            return pickle.loads(answer)

    def load_and_record(self, cursor, key):
        is_untouched = not baseline.read_changed(cursor)
        answer = self.load(key)
        if is_untouched:
            self.written[key] = baseline.read_changed(cursor), pickle.dumps(answer)
        return answer


def find_obstacles(cursor, written):
    """Yield True for tables of `written` that are not as the migrations left them."""
    filled = set(baseline.list_filled(cursor)) - baseline.rows.keys()
    yield bool(filled & written.keys())
    yield from (read_rows(cursor, table) != baseline.rows[table] for table in written.keys() & baseline.rows.keys())


def read_rows(cursor, table) -> tuple[list[str], list[tuple]]:
    """Return the names of the columns, and the rows in a fixed order."""
    name = connection.ops.quote_name(table)
    whole_row = name if connection.vendor == "postgresql" else "1"  # a history has several rows with the same first column
    cursor.execute(f"SELECT * FROM {name} ORDER BY {whole_row}")
    rows = cursor.fetchall()
    if connection.vendor == "sqlite":  # it stores dates as text, reads them as dates and refuses those
        rows = [tuple(str(value) if isinstance(value, (dt.date, dt.time)) else value for value in row) for row in rows]
    return [column[0] for column in cursor.description], rows


def write_rows(cursor, table, content):
    if content is None:
        return
    columns, rows = content
    names = ", ".join(map(connection.ops.quote_name, columns))
    places = f"({', '.join(['%s'] * len(columns))})"
    insert = f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES "
    step = max(1, 900 // len(columns))  # SQLite takes no more values than that in one statement
    for start in range(0, len(rows), step):
        some = rows[start : start + step]
        cursor.execute(insert + ", ".join([places] * len(some)), [value for row in some for value in row])
