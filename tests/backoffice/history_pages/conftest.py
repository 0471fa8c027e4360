import pytest
from django.contrib.auth.models import Permission


@pytest.fixture
def client(client, scene):
    client.force_login(scene.alice)
    return client


@pytest.fixture
def bob(client, scene):
    """He saves public pages at once; that others propose is told in test_proposals."""
    scene.bob.user_permissions.add(Permission.objects.get(codename="publish_records"))
    client.force_login(scene.bob)
    return client
