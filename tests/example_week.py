"""Loads the first edition into the test database: once per process; later tests replay its rows from memory."""

from django.conf import settings
from django.core.management import call_command

from content import clock
from tests.databases import Replay

WEEK = settings.BASE_DIR / "data" / "week-2025.json"
replay_week = Replay(lambda _moment: call_command("load_week", str(WEEK), verbosity=0))


def load_example_week():
    """Have the same effect as `load_week data/week-2025.json`, which tests of the loading itself call instead."""
    is_frozen = clock.now.__module__ != clock.__name__
    replay_week(clock.now() if is_frozen else None)
