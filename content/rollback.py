"""Finding out what a change would do: make it, and roll the transaction back."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

Result = TypeVar("Result")


def run_rolled_back(work: Callable[[], Result]) -> Result:
    """Call `work` and return its result, then roll back everything it wrote. Exceptions of `work` roll back too and propagate."""
    with transaction.atomic():
        result = work()
        transaction.set_rollback(True)
    return result
