"""What happens to a request before Django sees it."""

import pytest

from edu_week import wsgi
from edu_week.wsgi import strip_sub_path, use_forwarded_address


@pytest.mark.parametrize(
    ("path", "seen"),
    [("/zjz/events/", "/events/"), ("/zjz", "/"), ("/zjz/", "/"), ("/events/", "/events/"), ("/zjzx/", "/zjzx/")],
)
def test_sub_path_is_taken_off_where_the_proxy_left_it(path, seen):
    environ = {"PATH_INFO": path}
    strip_sub_path(environ, "/zjz")
    assert environ["PATH_INFO"] == seen


@pytest.mark.parametrize(
    ("forwarded", "address"), [("10.0.0.9", "10.0.0.9"), ("6.6.6.6, 10.0.0.9", "10.0.0.9"), ("", "127.0.0.1")]
)
def test_client_address_is_what_our_own_proxy_saw(forwarded, address):
    environ = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    use_forwarded_address(environ)
    assert environ["REMOTE_ADDR"] == address


def test_variables_of_the_process_reach_no_request(monkeypatch):
    """The server mixes them in; an error report would mail the database's password."""
    seen = {}
    monkeypatch.setattr(wsgi, "OF_THE_PROCESS", ("DATABASE_URL", "SECRET_KEY"))
    monkeypatch.setattr(wsgi, "django_application", lambda environ, start_response: seen.update(environ))
    wsgi.application({"REQUEST_METHOD": "POST", "PATH_INFO": "/", "DATABASE_URL": "postgres://u:p@h/d", "HTTP_HOST": "h"}, None)
    assert seen == {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "HTTP_HOST": "h"}
