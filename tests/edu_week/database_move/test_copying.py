"""A whole site moved from a file of SQLite into a new database of the test's server, by the command."""

import os
import sqlite3
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import pytest
from django.db import connection

from edu_week.backups.postgres_database import open_cursor
from tests.edu_week.management.sites import Site

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs a PostgreSQL to move to"),
]


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site").fill()


def fill_with_week(site: Site):
    """The week, its samples and histories, and an entry of the audit log."""
    site.manage("load_week", "data/week-2025.json", "-v0")
    with opened(site) as database:
        database.execute(
            "INSERT INTO backoffice_auditentry (event, at, who, about_model, about_id, about, detail, succeeded) "
            "VALUES ('login', '2025-05-13 01:30:00.123456', '王', '', '', '', '', 1)"
        )


@pytest.fixture
def place():
    """The name of an empty database beside the test's."""
    name = f"{connection.settings_dict['NAME']}_moved"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {connection.ops.quote_name(name)} WITH (FORCE)")


def address(name: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def opened(site: Site):
    with closing(sqlite3.connect(site.database)) as database:
        yield database
        database.commit()


def count_rows(execute, tables):
    return {table: execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}


def list_filled(name: str) -> list[str]:
    with open_cursor(name) as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        return [table for (table,) in cursor.fetchall()]


def test_everything_arrives_and_the_site_goes_on_there(site, place):
    fill_with_week(site)
    told = site.manage("move_to_postgres", address(place))
    assert "rows moved and found equal" in told
    with opened(site) as here, open_cursor(place) as there:
        tables = [
            name for (name,) in here.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        ]
        expected = count_rows(here.execute, tables)
        generation = here.execute("SELECT number FROM content_publicgeneration").fetchone()[0]
        names = here.execute("SELECT name, updated_at FROM schools_school ORDER BY id LIMIT 1").fetchone()
        assert {table: f"{count}" for table, count in expected.items()} == {
            table: read_value(there, f'SELECT count(*) FROM "{table}"') for table in tables
        }
        assert expected["backoffice_auditentry"] == 1
        assert expected["schools_historicalschool"] > 10
        assert read_value(there, "SELECT number FROM content_publicgeneration") == str(generation)  # no trigger raised it
        assert read_value(there, "SELECT name FROM schools_school ORDER BY id LIMIT 1") == names[0]
        assert read_value(there, "SELECT updated_at AT TIME ZONE 'UTC' FROM schools_school ORDER BY id LIMIT 1") == names[1]
        there.execute(BEHIND)
        assert [table for table, _column in there.fetchall() if is_sequence_behind(there, table)] == []
        assert read_value(there, "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'") == "0"
        with pytest.raises(Exception, match="append-only"):
            there.execute("UPDATE backoffice_auditentry SET who = 'nobody'")
    assert "not empty" in site.refuse("move_to_postgres", address(place))


BEHIND = (
    "SELECT table_name, column_name FROM information_schema.columns WHERE is_identity = 'YES' AND table_schema = 'public' "
    "AND column_name = 'id'"
)


def is_sequence_behind(cursor, table: str) -> bool:
    cursor.execute(f"SELECT nextval(pg_get_serial_sequence('\"{table}\"', 'id')) <= coalesce(max(id), 0) FROM \"{table}\"")
    return cursor.fetchone()[0]


def read_value(cursor, query: str) -> str:
    cursor.execute(query)
    return str(cursor.fetchone()[0])


def test_what_postgresql_does_not_take_is_named_and_nothing_stays(site, place):
    with opened(site) as database:
        database.execute("INSERT INTO content_heartbeat (name, beat_at) VALUES (?, '2025-05-13 01:30:00')", ["n" * 900])
    told = site.refuse("move_to_postgres", address(place))
    assert "does not take row" in told
    assert "content_heartbeat" in told
    assert list_filled(place) == []
    with opened(site) as database:
        database.execute("DELETE FROM content_heartbeat")
    assert "found equal" in site.manage("move_to_postgres", address(place))


def test_a_row_that_refers_to_nothing_is_told(site, place):
    with opened(site) as database:
        database.execute("INSERT INTO accounts_user_groups (user_id, group_id) VALUES (99, 1)")
    assert "does not fit together" in site.refuse("move_to_postgres", address(place))
    assert list_filled(place) == []


def test_a_table_that_nobody_knows_is_not_left_behind_silently(site, place):
    with opened(site) as database:
        database.execute("CREATE TABLE old_notes (id INTEGER)")
    assert "old_notes belongs to no model" in site.refuse("move_to_postgres", address(place))


def test_a_site_in_use_is_refused(site, place):
    with opened(site) as database:
        database.execute("BEGIN IMMEDIATE")
        assert "stop the portal first" in site.refuse("move_to_postgres", address(place))


def test_a_site_that_is_not_migrated_is_refused(site, place):
    site.manage("migrate", "edu_week", "zero", "-v0")
    assert "not migrated" in site.refuse("move_to_postgres", address(place))


def test_another_kind_of_place_is_refused(site, tmp_path):
    assert "postgres://" in site.refuse("move_to_postgres", f"sqlite:///{tmp_path / 'other.sqlite3'}")
