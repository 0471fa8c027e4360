"""Finding out what a change would do: it is really made, and the database takes it back."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

Found = TypeVar("Found")


def run_rolled_back(work: Callable[[], Found]) -> Found:
    """What `work` returns, of which the database keeps nothing. What `work` raises is raised, and nothing is kept either."""
    with transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    return found
