import pytest


@pytest.fixture
def client(client, scene):
    client.force_login(scene.alice)
    return client


@pytest.fixture
def bob(client, scene):
    client.force_login(scene.bob)
    return client
