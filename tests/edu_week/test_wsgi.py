"""What happens to a request before Django sees it."""

import pytest

from edu_week import wsgi
from edu_week.wsgi import drop_odd_length, strip_sub_path


@pytest.mark.parametrize(
    ("path", "seen"),
    [("/zjz/events/", "/events/"), ("/zjz", "/"), ("/zjz/", "/"), ("/events/", "/events/"), ("/zjzx/", "/zjzx/")],
)
def test_sub_path_is_taken_off_where_the_proxy_left_it(path, seen):
    environ = {"PATH_INFO": path}
    strip_sub_path(environ, "/zjz")
    assert environ["PATH_INFO"] == seen


@pytest.mark.parametrize(
    ("sent", "kept"), [("12", "12"), ("0", "0"), ("x", None), ("-1", None), ("", None), ("²", None), ("1 2", None)]
)
def test_length_that_is_no_number_is_dropped(sent, kept):
    environ = {"CONTENT_LENGTH": sent}
    drop_odd_length(environ)
    assert environ.get("CONTENT_LENGTH") == kept


def test_variables_of_the_process_reach_no_request(monkeypatch):
    """The server mixes them in; an error report would mail the database's password."""
    seen = {}
    monkeypatch.setattr(wsgi, "OF_THE_PROCESS", ("DATABASE_URL", "SECRET_KEY"))
    monkeypatch.setattr(wsgi, "django_application", lambda environ, start_response: seen.update(environ))
    wsgi.application({"REQUEST_METHOD": "POST", "PATH_INFO": "/", "DATABASE_URL": "postgres://u:p@h/d", "HTTP_HOST": "h"}, None)
    assert seen == {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "HTTP_HOST": "h"}
