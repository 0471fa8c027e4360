import pytest


@pytest.fixture
def alice(client, scene):
    client.force_login(scene.alice)
    return client


@pytest.fixture
def bob(client, scene):
    """Of one school only."""
    client.force_login(scene.bob)
    return client
