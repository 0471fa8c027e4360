import pytest

from tests.admin_scene import build


@pytest.fixture
def scene(db, clock_at):
    return build(clock_at("2025-05-13T09:30"))


@pytest.fixture
def alice(client, scene):
    client.force_login(scene.alice)
    return client


@pytest.fixture
def bob(client, scene):
    """Of one school only."""
    client.force_login(scene.bob)
    return client
