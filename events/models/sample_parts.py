"""What of a session and its time slots is made up for demonstration. Every page, file and message asks here and nowhere else.

A part is what a reader sees, whichever field holds it: the day, the hour, the place. What a session says, it says of all
its slots. A host's record is not read: that a host is made up, the session says itself.
"""

from collections.abc import Iterable

from content.models.sourced import OTHER, WHOLE, Sourced

PARTS_OF_SESSION = {
    "title": "title",
    "title_en": "title",
    "venue": "place",
    "host_school": "host",
    "organiser": "host",
    "organiser_en": "host",
    "audiences": "audience",
    "booking_mode": "booking",
    "opens_at": "booking",
    "closes_at": "booking",
    "walk_in_percent": "capacity",
}
PARTS_OF_SLOT = {
    "day": "day",
    "starts_at": "hour",
    "ends_at": "hour",
    "is_all_day": "hour",
    "capacity": "capacity",
    "kept_back": "capacity",
}
ALL_OF_SLOT = frozenset({"day", "hour", "capacity"})
MARK_COLUMNS = ("source", "sample_fields")
TIMES = frozenset({WHOLE, "day", "hour"})


def has_own_mark(record: Sourced) -> bool:
    """Whether the record itself is marked, whole or in a field; what it names, such as a venue, is not read."""
    return record.is_sample or bool(record.sample_fields)


def find_session_parts(session) -> frozenset[str]:
    """Return what of the session is made up, whenever it is; its venue is read."""
    if session.is_sample:
        return frozenset({WHOLE})
    parts = {PARTS_OF_SESSION.get(name, OTHER) for name in session.sample_fields}
    return frozenset(parts | {"place"} if session.venue.sample_parts else parts)


def find_own_parts(slot) -> frozenset[str]:
    """Return what of the slot itself is made up: its day, its hour, its number of places."""
    if slot.is_sample:
        return ALL_OF_SLOT
    return frozenset(PARTS_OF_SLOT.get(name, OTHER) for name in slot.sample_fields)


def join_sample_parts(records: Iterable[Sourced]) -> frozenset[str]:
    """Return what is made up in what a page shows together: a session and all its slots, or some of its slots."""
    parts = frozenset().union(*(record.sample_parts for record in records))
    return frozenset({WHOLE}) if WHOLE in parts else parts


def has_true_times(slot) -> bool:
    return not TIMES & slot.sample_parts
