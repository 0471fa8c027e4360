import pytest
from django.contrib.auth.models import Permission

from tests.admin_scene import build


@pytest.fixture
def scene(db, clock_at):
    return build(clock_at("2025-05-13T09:30"))


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
