"""PostgreSQL's locks: advisory ones for what has no row of its own, and the rows of slots.

The order of all locks of booking is in `events.bookings.locks`.

SQLite needs none: there every transaction is a write transaction from its start.
"""

import hashlib
from collections.abc import Callable, Iterable

from django.db import connection

from content.statements import Statement

# A condition that does not depend on the row is decided before any row is looked at, so the keys are locked before the rows.
LOCK_KEYS = """
    SELECT count(CASE WHEN shared THEN pg_advisory_xact_lock_shared(key)::text ELSE pg_advisory_xact_lock(key)::text END)
    FROM unnest(%s::bigint[], %s::boolean[]) AS locks (key, shared)
"""
LOCK_ROWS = f"SELECT id FROM events_timeslot WHERE ({LOCK_KEYS}) >= 0 AND id = ANY(%s) ORDER BY id FOR UPDATE"  # noqa: S608
BUCKETS = 1024  # numbers and classes share that many locks each, so that no change of slots can exhaust PostgreSQL's table


def take_advisory_locks(**names):
    """Take the locks that `list_lock_statements` names, until the transaction ends."""
    with connection.cursor() as cursor:
        for sql, params in list_lock_statements(**names):
            cursor.execute(sql, params)


def list_lock_statements(
    *,
    gates: Iterable[int] = (),
    is_gate_shared: bool = True,
    tokens: Iterable[str] = (),
    phones: Iterable[str] = (),
    classes: Iterable[str] = (),
    slots: Iterable[int] = (),
) -> list[Statement]:
    """Return the one statement that takes these locks in this order, until the transaction ends; blank names need none.

    What is read must be read by another statement, be it sent with this one: this one sees the database as it was before it
    waited. SQLite needs none.
    """
    if connection.vendor != "postgresql":
        return []
    rows = [(key, is_gate_shared) for key in lock_keys("gate", gates)]
    rows += [(key, False) for key in lock_keys("token", tokens)]
    rows += [(key, False) for key in lock_keys("phone", phones, find_bucket)]
    rows += [(key, False) for key in lock_keys("class", classes, find_bucket)]
    keys, shared = [key for key, _shared in rows], [is_shared for _key, is_shared in rows]
    return [(LOCK_ROWS, [keys, shared, slots])] if (slots := list(slots)) else [(LOCK_KEYS, [keys, shared])]


def try_class_lock(class_key: str) -> bool:
    """Take the lock of a class without waiting, for a transaction that holds slots already; False if another has it."""
    if connection.vendor != "postgresql" or not class_key:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", lock_keys("class", [class_key], find_bucket))
        return cursor.fetchone()[0]


def lock_keys(kind: str, names: Iterable, find_name: Callable[[str], object] = str) -> list[int]:
    """Return the keys of PostgreSQL's advisory locks for these names of one kind, each once, by rising key."""
    return sorted({hash_to_bigint(f"{kind}:{find_name(str(name))}") for name in names if name})


def find_bucket(name: str) -> int:
    return hash_to_bigint(name) % BUCKETS


def hash_to_bigint(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True)
