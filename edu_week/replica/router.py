"""Which database the records come from: the replica while a public page is rendered for everybody, else the primary."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS

REPLICA = "replica"
_reads_replica: ContextVar[bool] = ContextVar("reads_replica", default=False)


@contextmanager
def reading_from_replica() -> Iterator[None]:
    token = _reads_replica.set(True)
    try:
        yield
    finally:
        _reads_replica.reset(token)


class ReplicaRouter:
    def db_for_read(self, model, **hints):
        return REPLICA if _reads_replica.get() else self.db_for_write(model, **hints)

    def db_for_write(self, model, instance=None, **hints):
        """A record that was read from the replica is written to the primary, and what belongs to it is read there later."""
        return DEFAULT_DB_ALIAS if instance is not None and instance._state.db == REPLICA else None

    def allow_relation(self, first, second, **hints):
        """Rows of the replica are rows of the primary."""
        return True if REPLICA in (first._state.db, second._state.db) else None

    def allow_migrate(self, db, app_label, **hints):
        return False if db == REPLICA else None
