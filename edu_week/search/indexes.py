"""Trigram indexes on `search_text` in PostgreSQL, for the programme's search and the lists of the back office.

Without them every row is read. Words of three letters and more use them; two Chinese characters are too short for a trigram. The
search over everything has its own index in memory (`edu_week/search/index.py`).
"""

from django.db import Error, transaction

EXTENSION = "pg_trgm"
TABLES = (
    "alumni_graduate",
    "events_activityweek",
    "events_announcement",
    "events_eventsession",
    "events_storysection",
    "events_venue",
    "schools_district",
    "schools_enterprise",
    "schools_figure",
    "schools_industrycollege",
    "schools_initiative",
    "schools_major",
    "schools_partnership",
    "schools_school",
)
MISSING_INDEX_HELP = """
Search indexes were left out: this database user may not add the extension pg_trgm, or the server lacks it.
Searching works without them, more slowly. To have them, let the database's administrator run in this database
    CREATE EXTENSION pg_trgm;
(on Debian the package postgresql-contrib brings it), and then run: manage.py refresh_search
The database said: """


def trigram_index_name(table: str) -> str:
    return f"{table}_search_text_trgm"


def create_trigram_indexes(connection) -> str:
    """Create the extension and the indexes unless they exist. Returns a message for the operator; blank on success."""
    if connection.vendor != "postgresql":
        return ""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}")
            for table in TABLES:
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS {trigram_index_name(table)} ON {table} USING gin (search_text gin_trgm_ops)"
                )
    except Error as error:
        return MISSING_INDEX_HELP + str(error).strip() + "\n"
    return ""


def drop_trigram_indexes(connection):
    """Leaves the extension, which others may use."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"DROP INDEX IF EXISTS {trigram_index_name(table)}")
