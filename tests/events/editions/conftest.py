import pytest

from accounts.models import User
from events.editions.copying import copy_edition
from events.editions.plan import EditionPlan, TakeOver
from events.models import ActivityWeek
from tests.example_week import load_example_week


@pytest.fixture
def source(db, clock_at) -> ActivityWeek:
    """The first edition, five weeks after its end."""
    clock_at("2025-06-20T09:00")
    load_example_week()
    return ActivityWeek.objects.get()


@pytest.fixture
def alice(db):
    return User.objects.create_superuser("alice", "", "secret-of-alice")


@pytest.fixture
def make_copy(source):
    """`make_copy("2026-05-11", slots=False)` is the next edition from that day on."""

    def make(first="2026-05-11", **take):
        first_day = source.starts_on.fromisoformat(first)
        return copy_edition(EditionPlan(source, first_day, TakeOver(**take)), name="下一届", name_en="", slug="next")

    return make
