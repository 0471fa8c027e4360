"""What was worked out from public records alone, shared by all requests of a process until any of those records changes.

An entry is good for one generation of the public pages (`content.models.PublicGeneration`) and up to the next moment at which
something becomes public or stops to be. The generation is read once in a request, before anything else of it, so whoever
changes a record sees that with the next request. Only requests that read take part, and of others what stands within
`reading_current` or `reading_recent`: previews, commands and the worker always work everything out themselves.

Whoever finds it missing makes it, while others who do wait for that.

An entry may depend on its key, the language and public records; never on the visitor, the moment or the places that are
taken. Whoever gets it must not change it.
"""

import threading
from collections.abc import Callable, Hashable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any

from django.utils.translation import get_language

from content import clock
from content.publishing import is_previewing

MOST_ENTRIES = 2_000
READING = ("GET", "HEAD")
MISSING = object()


@dataclass
class Entries:
    """All entries of one generation, good from `since` until before `until`, by the portal's clock."""

    generation: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    values: dict[Hashable, Any] = field(default_factory=dict)

    def are_good(self, generation: int, now: datetime) -> bool:
        return self.generation == generation and self.since <= now < self.until


@dataclass
class Request:
    """`generation` and `values` are None until something asks for them; then the request keeps them to its end."""

    generation: int | None = None
    values: dict[Hashable, Any] | None = None


# Set by `edu_week.apps` at start-up, which knows what the public pages are made of.
_read_generation: Callable[..., int] | None = None
_find_recent_generation: Callable[[], int] | None = None
_find_next_moment: Callable[[datetime, int], datetime] | None = None
_request: ContextVar[Request | None] = ContextVar("public_cache_request", default=None)
_lock = threading.Lock()
_making: dict[tuple, threading.RLock] = {}  # entries that a thread is making; what it makes may need others, never in a circle
_entries = Entries()


def watch_generation_with(
    read_generation: Callable[..., int],
    find_recent_generation: Callable[[], int],
    find_next_moment: Callable[[datetime, int], datetime],
):
    """`find_recent_generation()` returns what it was a moment ago, mostly without asking the database.
    `find_next_moment(now, generation)` returns when a public page would read differently without a change.
    """
    global _read_generation, _find_recent_generation, _find_next_moment
    _read_generation, _find_recent_generation, _find_next_moment = read_generation, find_recent_generation, find_next_moment


def begin_request(*, environ=None, **kwargs):
    _request.set(Request() if environ and environ["REQUEST_METHOD"] in READING else None)


def end_request(**kwargs):
    _request.set(None)


def adopt_generation(generation: int | None):
    """Take the generation that this request has read together with something else, before any public record."""
    request = _request.get()
    if request is not None and request.generation is None:
        request.generation = generation


@contextmanager
def reading_other_database(generation: int):
    """Within, the request is one whose records are of this generation; what it had read of its own is not mixed with them."""
    token = _request.set(Request(generation) if _request.get() else None)
    try:
        yield
    finally:
        _request.reset(token)


@contextmanager
def reading_current():
    """Within, a request that writes takes part too: it asks for the generation at this moment, as it would for the records.

    Only for what no decision rests on that is not made again under its locks.
    """
    if _request.get() is not None:
        yield
        return
    token = _request.set(Request())
    try:
        yield
    finally:
        _request.reset(token)


@contextmanager
def reading_recent():
    """Within, a request that writes takes part with the generation of a moment ago, which costs it no statement.

    Only for whoever compares that generation, under the locks of his decision, with the one that is there then.
    """
    token = _request.set(Request(_find_recent_generation()))
    try:
        yield
    finally:
        _request.reset(token)


@contextmanager
def reading_by_itself():
    """Within, what is done for nobody in particular takes part, whatever the request has read that has it done."""
    token = _request.set(Request())
    try:
        yield
    finally:
        _request.reset(token)


def get_or_make(key: Hashable, make: Callable[[], Any]) -> Any:
    """Return the entry of this key in the active language, made by `make` if there is none."""
    values = find_values()
    if values is None:
        return make()
    key = get_language(), key
    known = values.get(key, MISSING)
    return make_once(values, key, make) if known is MISSING else known


def make_once(values: dict, key: Hashable, make: Callable[[], Any]) -> Any:
    """Make an entry, or wait for another thread that is at it: what many ask for first would be made by all of them at once."""
    place = id(values), key
    with _lock:
        turn = _making.setdefault(place, threading.RLock())
    with turn:
        try:
            if (made := values.get(key, MISSING)) is MISSING:
                made = make()
                keep_entry(values, key, made)
            return made
        finally:
            _making.pop(place, None)


def keep_entry(values: dict, key: Hashable, made: Any):
    with _lock:
        if len(values) >= MOST_ENTRIES:
            del values[next(iter(values))]  # the oldest
        values[key] = made


def find_generation() -> int | None:
    """Return the generation that this request has read, or None if it takes no part or has not asked for anything yet."""
    request = _request.get()
    return request.generation if request else None


def cache_until_public_change(function: Callable) -> Callable:
    """Decorator of a function of hashable arguments whose result may be shared."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def get_cached(*arguments):
        return get_or_make((name, arguments), lambda: function(*arguments))

    return get_cached


def read_generation() -> int:
    """Return the generation as it is in the database now, for a transaction that changes no public record itself."""
    return _read_generation(has_own_changes=False)


def find_values() -> dict | None:
    """Return the entries that are good for this request; None if it takes no part."""
    request = _request.get()
    if request is None or is_previewing():
        return None
    if request.values is None:
        if request.generation is None:
            request.generation = _read_generation()
        request.values = find_good_entries(request.generation, clock.now()).values
    return request.values


def find_good_entries(generation: int, now: datetime) -> Entries:
    global _entries
    entries = _entries
    if not entries.are_good(generation, now):
        until = _find_next_moment(now, generation)
        with _lock:
            if not _entries.are_good(generation, now):
                _entries = Entries(generation, now, until)
            entries = _entries
    return entries


def forget_everything():
    """For tests: begin as a process that has just started."""
    global _entries
    _entries = Entries()
