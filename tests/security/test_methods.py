"""Methods that no address takes: TRACE above all, which would give back what a browser hides from scripts."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/events/", "/healthz", "/admin/login/", "/bookings/", "/media/pictures/a.jpg"])
def test_trace_is_not_answered(client, path):
    answer = client.trace(path, headers={"cookie": "sessionid=secret"})
    assert answer.status_code == 405
    assert b"secret" not in answer.content
