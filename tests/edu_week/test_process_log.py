import json
import logging

import pytest

from edu_week.process_log import LineFormatter, format_line


@pytest.fixture
def json_lines(monkeypatch):
    monkeypatch.setenv("LOG_FORMAT", "json")


def make_record(**values):
    return logging.makeLogRecord({"name": "_granian", "levelname": "ERROR", "levelno": logging.ERROR, **values})


def test_sentence_is_plain_without_a_setting(monkeypatch):
    monkeypatch.delenv("LOG_FORMAT", raising=False)
    assert format_line("The worker is started again.", logger="edu_week.supervisor") == "The worker is started again."
    assert LineFormatter().format(make_record(msg="Worker-1 died")) == "[ERROR] Worker-1 died"


def test_sentence_is_an_object_like_the_portals_own_lines(json_lines):
    line = json.loads(format_line("\nStopping …", logger="edu_week.supervisor"))
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "INFO", "logger": "edu_week.supervisor", "request_id": "-", "message": "Stopping …"}


def test_traceback_of_a_library_stays_one_line(json_lines):
    try:
        raise ValueError("odd")
    except ValueError as error:
        text = LineFormatter().format(make_record(msg="Failed", exc_info=(type(error), error, error.__traceback__)))
    assert "\n" not in text
    assert "ValueError: odd" in json.loads(text)["message"]
