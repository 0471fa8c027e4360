"""What is logged of a request, and how a line looks."""

import io
import json
import logging
import logging.config
import sqlite3

import psycopg2
import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from edu_week.logging_config import FORMATS, JSON, TEXT, make_logging
from edu_week.request_ids import current_request_id

logger = logging.getLogger("events.bookings")


@pytest.fixture(params=FORMATS)
def log_format(request):
    return request.param


@pytest.fixture
def lines(log_format):
    """`lines()` returns what was logged since, as it would be written: each line read, if it is JSON."""
    config = make_logging(log_format)
    written = io.StringIO()
    config["handlers"]["console"]["stream"] = written
    root, django = logging.getLogger(), logging.getLogger("django")
    before = root.handlers[:], root.level, django.handlers[:], django.propagate
    logging.config.dictConfig(config)
    yield lambda: [json.loads(line) if log_format == JSON else line for line in written.getvalue().splitlines()]
    root.handlers, django.handlers, django.propagate = before[0], before[2], before[3]
    root.setLevel(before[1])


def refuse_permission(request):
    raise PermissionDenied("not yours")


def be_suspicious(request):
    raise SuspiciousOperation("odd")


def fail(request):
    raise ValueError("two\nlines")


def answer_status(request, status):
    return HttpResponse(status=status)


urlpatterns = [
    path("forbidden/", refuse_permission),
    path("suspicious/", be_suspicious),
    path("fails/", fail),
    path("status/<int:status>/", answer_status),
]
handler400 = handler403 = handler404 = lambda request, exception=None: HttpResponse(status=400)
handler500 = lambda request: HttpResponse(status=500)  # noqa: E731


@pytest.fixture
def odd_site(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [
        "edu_week.request_ids.RequestIdMiddleware",
        "django.middleware.common.CommonMiddleware",  # asks for the host
    ]
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("/forbidden/", "testserver"),
        ("/suspicious/", "testserver"),
        ("/nowhere/", "testserver"),
        ("/status/403/", "evil.example"),
    ],
)
def test_refused_page_is_one_line_without_a_traceback(odd_site, lines, log_format, address, host):
    answer = odd_site.get(address, {"phone": "13800001234"}, headers={"host": host})
    (line,) = lines()
    text = json.dumps(line)
    assert "Traceback" not in text
    assert "13800001234" not in text
    assert "WARNING" in text
    assert answer["X-Request-ID"] in text
    if log_format == JSON:
        assert line.keys() == {"time", "level", "logger", "request_id", "message"}


@pytest.mark.parametrize(("status", "count"), [(200, 0), (302, 0), (404, 1), (405, 1), (409, 0), (429, 0), (500, 1), (503, 1)])
def test_full_slots_and_limits_are_not_logged(odd_site, lines, status, count):
    odd_site.get(f"/status/{status}/")
    assert len(lines()) == count


@pytest.mark.parametrize("log_format", [JSON], indirect=True)
def test_error_is_one_line_of_json_with_its_traceback_and_nothing_of_the_request(odd_site, lines):
    answer = odd_site.get("/fails/", {"q": "secret"}, headers={"cookie": "sessionid=secret"})
    (line,) = lines()
    assert line["level"] == "ERROR"
    assert line["request_id"] == answer["X-Request-ID"]
    assert "ValueError: two\nlines" in line["exception"]
    assert "secret" not in json.dumps(line)
    assert line.keys() == {"time", "level", "logger", "request_id", "message", "exception"}


@pytest.mark.parametrize("log_format", [JSON], indirect=True)
def test_json_line_holds_named_fields_only(lines):
    current_request_id.set("abc")
    logger.info("第%s次\nmore", 1, extra={"phone": "13800001234", "request": object()})
    (line,) = lines()
    assert line["time"].endswith("+00:00")
    del line["time"]
    assert line == {"level": "INFO", "logger": "events.bookings", "request_id": "abc", "message": "第1次\nmore"}


@pytest.mark.parametrize("log_format", [TEXT], indirect=True)
def test_line_of_text_names_request_and_logger(lines):
    current_request_id.set("abc")
    logger.warning("Sent %s", 3)
    (line,) = lines()
    assert line.endswith(" WARNING events.bookings abc: Sent 3")


def raise_from(cause, text="connection to server failed\n\tIs the server running?"):
    try:
        raise OperationalError(text) from cause
    except OperationalError:
        logger.exception("A sender failed")


class DatabaseProblem(psycopg2.OperationalError):
    """As psycopg2 raises it, with the code that PostgreSQL gave."""

    def __init__(self, code):
        super().__init__("odd")
        self.code = code

    pgcode = property(lambda self: self.code)


@pytest.mark.parametrize("code", [None, "08006", "57P01", "57P03"])
def test_an_absence_of_the_database_is_one_line(lines, log_format, code):
    raise_from(DatabaseProblem(code))
    (line,) = lines()
    text = line["message"] if log_format == JSON else line
    assert text.endswith("A sender failed: connection to server failed")


@pytest.mark.parametrize("cause", [DatabaseProblem("57014"), DatabaseProblem("40P01"), sqlite3.OperationalError("no such table")])
def test_what_the_database_refuses_keeps_its_traceback(lines, log_format, cause):
    raise_from(cause)
    text = "\n".join(line["exception"] if log_format == JSON else line for line in lines())
    assert "Traceback" in text
