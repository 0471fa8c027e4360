"""What is logged, and how a line looks: plain text or, with LOG_FORMAT=json, one JSON object in each line.

`FILTERS` see every line of every logger, in this order, before it is written; what must not be in a log is taken out there.
"""

import logging

import psycopg2
from pythonjsonlogger.json import JsonFormatter

from edu_week.request_ids import current_request_id

TEXT, JSON = "text", "json"
FORMATS = (TEXT, JSON)
SESSION_ENDED = ("08", "57P")  # PostgreSQL's codes: the connection failed, the server stops or starts
REFUSALS = ("django.request", "django.security")
SERVER_ERROR = 500
# A full slot, or a limit, may refuse thousands of requests in a second: that is counted (`edu_week.metrics`), not logged.
COUNTED_ONLY = (409, 429)
# What a line may hold. `extra` of Django's loggers has the whole request, whose text would show address and parameters.
JSON_FIELDS = frozenset({"time", "level", "logger", "request_id", "message", "exception"})
FILTERS = {
    "request_id": {"()": "edu_week.logging_config.RequestIdFilter"},
    "refusals": {"()": "edu_week.logging_config.RefusalFilter"},
    "absence": {"()": "edu_week.logging_config.AbsenceFilter"},
    "masking": {"()": "edu_week.log_masking.MaskingFilter"},
}


class RequestIdFilter(logging.Filter):
    """Puts the id of the request into the line, or `-` where there is no request."""

    def filter(self, record):
        record.request_id = current_request_id.get()
        return True


class RefusalFilter(logging.Filter):
    """Makes of a refused request (400, 403, 404, an unknown host …) one line without a traceback: nothing has failed."""

    def filter(self, record):
        status = getattr(record, "status_code", SERVER_ERROR)
        if not record.name.startswith(REFUSALS) or status >= SERVER_ERROR:
            return True
        if status in COUNTED_ONLY or is_logged_already(record):
            return False
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def is_logged_already(record) -> bool:
    """Whether this request has its line. Django logs a suspicious one twice: why it is refused, and that it was."""
    request = getattr(record, "request", None)
    if request is None:
        return False
    was_logged = getattr(request, "is_refusal_logged", False)
    request.is_refusal_logged = True
    return was_logged


class AbsenceFilter(logging.Filter):
    """Makes one line of what failed because the database was away: it is tried again every few seconds, from the same place."""

    def filter(self, record):
        problem = record.exc_info and record.exc_info[1]
        if isinstance(problem, Exception) and is_lost_session(problem.__cause__):
            record.msg, record.args = f"{record.getMessage()}: {str(problem).strip().splitlines()[0]}", ()
            record.exc_info = record.exc_text = None
        return True


def is_lost_session(problem) -> bool:
    """Whether psycopg2 got no session, or the server ended it. What the server refuses otherwise has another code."""
    if not isinstance(problem, (psycopg2.OperationalError, psycopg2.InterfaceError)):
        return False
    return problem.pgcode is None or problem.pgcode.startswith(SESSION_ENDED)


class PortalJsonFormatter(JsonFormatter):
    """Writes the named fields only. A traceback is a text with line breaks in one of them, so a line stays one line."""

    def __init__(self):
        super().__init__(
            "{levelname}{name}{request_id}{message}{exc_info}",
            style="{",
            timestamp="time",
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "exception"},
            json_ensure_ascii=False,
        )

    def add_fields(self, log_data, record, message_dict):
        super().add_fields(log_data, record, message_dict)
        for name in [name for name, value in log_data.items() if name not in JSON_FIELDS or value is None]:
            del log_data[name]


def make_logging(log_format: str) -> dict:
    """Return Django's setting LOGGING."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": FILTERS,
        "formatters": {
            TEXT: {"format": "{asctime} {levelname} {name} {request_id}: {message}", "style": "{"},
            JSON: {"()": "edu_week.logging_config.PortalJsonFormatter"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": log_format, "filters": list(FILTERS)}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "axes": {"level": "WARNING"},  # log-ins are in the audit log
        },
    }
