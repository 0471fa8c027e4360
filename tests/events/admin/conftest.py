import pytest


@pytest.fixture
def client(client, scene):
    client.force_login(scene.alice)
    return client
