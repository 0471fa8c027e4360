"""Lines of an iCalendar file (RFC 5545). A feed of thousands of entries is made of them in tenths of a second."""

import datetime as dt

from content.control_characters import strip_unwritable

LINE_END = b"\r\n"
MOST_OCTETS = 75  # of a line, the space before what goes on included
BACKSLASH = ord("\\")
CONTINUES_CHARACTER, KIND_OF_OCTET = 0b10000000, 0b11000000  # in UTF-8


def write_line(name: str, value: str) -> bytes:
    """Return a property with its value as it stands, folded; `name` has its parameters too."""
    return fold_line(f"{name}:{value}".encode()) + LINE_END


def write_text_line(name: str, text: str) -> bytes:
    return write_line(name, escape_text(text))


def escape_text(text: str) -> str:
    text = strip_unwritable(text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold_line(line: bytes) -> bytes:
    """Return it in pieces, none of which ends within a character or an escaped one."""
    if len(line) <= MOST_OCTETS:
        return line
    pieces, begin, room = [], 0, MOST_OCTETS
    while len(line) - begin > room:
        end = begin + room
        while line[end] & KIND_OF_OCTET == CONTINUES_CHARACTER:
            end -= 1
        if count_backslashes(line, end) % 2:
            end -= 1
        pieces.append(line[begin:end])
        begin, room = end, MOST_OCTETS - 1
    return b"\r\n ".join([*pieces, line[begin:]])


def count_backslashes(line: bytes, end: int) -> int:
    """Return how many stand right before `end`."""
    first = end
    while first and line[first - 1] == BACKSLASH:
        first -= 1
    return end - first


def format_utc_time(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def format_wall_time(moment: dt.datetime) -> str:
    """Return the time as clocks show it where the moment is given."""
    return f"{moment:%Y%m%dT%H%M%S}"
