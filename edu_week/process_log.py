"""Lines of the processes that start and watch others: plain, or with LOG_FORMAT=json like every other line of the log.

Imports no Django, so that those processes stay small; `edu_week/logging_config.py` does the same for the portal itself.
"""

import datetime as dt
import json
import logging
import os

JSON = "json"


def is_json() -> bool:
    return os.environ.get("LOG_FORMAT", "").strip() == JSON


def format_line(sentence: str, *, logger: str, level: str = "INFO") -> str:
    """Return the sentence, or the JSON object of its line."""
    if not is_json():
        return sentence
    now = dt.datetime.now(dt.UTC).isoformat()
    line = {"time": now, "level": level, "logger": logger, "request_id": "-", "message": sentence.strip()}
    return json.dumps(line, ensure_ascii=False)


class LineFormatter(logging.Formatter):
    """Formats records of a library that logs in such a process."""

    def format(self, record):
        text = super().format(record)  # with its traceback
        return format_line(text if is_json() else f"[{record.levelname}] {text}", logger=record.name, level=record.levelname)


def make_granian_logging() -> dict:
    """Return what granian's own settings of logging are replaced by: the look of a line, not where it goes."""
    formatter = {"()": "edu_week.process_log.LineFormatter"}
    return {"formatters": {"generic": formatter, "access": formatter}}
