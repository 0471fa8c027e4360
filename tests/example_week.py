"""The first edition's week in the database: loaded once in a process, written from memory for the tests after that."""

from django.conf import settings
from django.core.management import call_command

from content import clock
from tests.databases import Replay

WEEK = settings.BASE_DIR / "data" / "week-2025.json"
replay_week = Replay(lambda _moment: call_command("load_week", str(WEEK), verbosity=0))


def load_example_week():
    """Leaves what `load_week data/week-2025.json` leaves. A test of the loading itself calls that."""
    stands_still = clock.now.__module__ != clock.__name__
    replay_week(clock.now() if stands_still else None)
