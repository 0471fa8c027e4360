"""Days and ids as they stand in an address. What is none gives None, so that the caller ignores it or answers 404."""

import datetime as dt
import re

# Time zones and the neighbours of a day can be reckoned inside these; `datetime` overflows at its own first and last day.
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
LARGEST_ID = 2**63 - 1  # what an id's column holds, on every database

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ID = re.compile(r"[0-9]{1,19}")


def parse_day(text: str | None) -> dt.date | None:
    """Return the day written 2025-05-13."""
    if not DAY.fullmatch(text or ""):
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def parse_id(text: str | None) -> int | None:
    """Return a whole number that a column of ids can hold, written with the digits 0 to 9 alone."""
    if not ID.fullmatch(text or ""):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None


class IdConverter:
    """`<id:…>` in a route: an address with a number that is no id leads nowhere."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        number = parse_id(value)
        if number is None:
            raise ValueError
        return number

    def to_url(self, value) -> str:
        return str(value)
