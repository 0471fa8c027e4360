"""PostgreSQL's advisory locks for what has no row of its own. The order of all locks of booking is in `events.bookings.locks`.

SQLite needs none: there every transaction is a write transaction from its start.
"""

import hashlib
from collections.abc import Callable, Iterable

from django.db import connection

BUCKETS = 1024  # numbers and classes share that many locks each, so that no change of slots can exhaust PostgreSQL's table


def take_advisory_locks(
    *,
    gates: Iterable[int] = (),
    is_gate_shared: bool = True,
    tokens: Iterable[str] = (),
    phones: Iterable[str] = (),
    classes: Iterable[str] = (),
):
    """Take these locks in this order, in one statement, until the transaction ends; blank names need none."""
    if connection.vendor != "postgresql":
        return
    rows = [(key, is_gate_shared) for key in lock_keys("gate", gates)]
    rows += [(key, False) for key in lock_keys("token", tokens)]
    rows += [(key, False) for key in lock_keys("phone", phones, find_bucket)]
    rows += [(key, False) for key in lock_keys("class", classes, find_bucket)]
    if not rows:
        return
    keys, shared = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN shared THEN pg_advisory_xact_lock_shared(key) ELSE pg_advisory_xact_lock(key) END"
            " FROM unnest(%s::bigint[], %s::boolean[]) AS locks (key, shared)",
            [list(keys), list(shared)],
        )


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
