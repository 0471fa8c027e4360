import pytest
from django.contrib.auth.models import Permission


@pytest.fixture
def client(client, scene):
    client.force_login(scene.alice)
    return client


@pytest.fixture
def bob(client, scene):
    """Bob with the right to publish at once; tests/backoffice/proposals test those who propose changes."""
    scene.bob.user_permissions.add(Permission.objects.get(codename="publish_records"))
    client.force_login(scene.bob)
    return client
