"""Real time that a test moves, and the week that others use too."""

import pytest

from tests.accounts.conftest import later  # noqa: F401 (a fixture)
from tests.admin_scene import build_scene


@pytest.fixture
def scene(clock_at):
    return build_scene(clock_at("2025-05-13T09:30"))
