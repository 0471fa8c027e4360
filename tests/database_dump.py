"""All that stands in the database, as text: what a thief of a back-up would read."""

import io
import json
import re
import zipfile

from django.db import connection
from qsessions.models import Session

ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def dump_database() -> dict[str, str]:
    """Return table → its rows as text. Files in it are unpacked, log-ins decoded, escaped characters of JSON restored."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        dump = {table: dump_table(cursor, table) for table in tables}
    dump[Session._meta.db_table] += "\n".join(str(session.get_decoded()) for session in Session.objects.all())
    return dump


def dump_table(cursor, table: str) -> str:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (its own tables)
    return "\n".join(" | ".join(map(show_cell, row)) for row in cursor.fetchall())


def show_cell(value) -> str:
    if isinstance(value, memoryview | bytes):
        return show_file(bytes(value))
    text = json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def show_file(content: bytes) -> str:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def find_in_dump(dump: dict[str, str], words) -> dict[str, list[str]]:
    """Return table → those of the words that stand in it."""
    found = {table: [word for word in words if word in text] for table, text in dump.items()}
    return {table: words for table, words in found.items() if words}
