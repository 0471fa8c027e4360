"""The pages in this process's memory: bounded in bytes, those unused longest go first, and one rendering at a time for a key."""

import datetime as dt
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from contextlib import contextmanager
from dataclasses import dataclass, field

from edu_week.page_cache.bodies import Body
from edu_week.page_cache.generation import Generation

WAIT = 10  # seconds for the first rendering of a page by another thread
STALE_AFTER_CHANGE = 0.9  # seconds; less than the one in which everybody gets what was changed
OVERHEAD = 1024  # bytes of an entry beside its bodies


@dataclass(frozen=True)
class KeptPage:
    """A page with the generation it was made under. Without bodies: an answer that may not be kept."""

    generation: int
    made_at: dt.datetime  # by the portal's clock, as all moments here
    fresh_until: dt.datetime
    usable_until: dt.datetime  # while another thread renders it anew
    bodies: dict[str, Body] = field(default_factory=dict)  # by content coding

    @property
    def size(self) -> int:
        return OVERHEAD + sum(len(body.content) for body in self.bodies.values())

    def is_fresh(self, generation: Generation, now: dt.datetime) -> bool:
        return self.generation == generation.number and self.made_at <= now < self.fresh_until

    def is_usable_meanwhile(self, generation: Generation, now: dt.datetime) -> bool:
        if not self.made_at <= now < self.usable_until:
            return False
        has_just_changed = time.monotonic() - generation.previous_read_at < STALE_AFTER_CHANGE
        return self.generation == generation.number or (self.generation == generation.previous and has_just_changed)


class Store:
    def __init__(self):
        self.lock = threading.Lock()
        self.pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self.size = 0
        self.renderings: dict[Hashable, threading.Lock] = {}

    def clear(self):
        with self.lock:
            self.pages.clear()
            self.size = 0

    def get(self, key: Hashable) -> KeptPage | None:
        with self.lock:
            page = self.pages.get(key)
            if page is not None:
                self.pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: KeptPage, *, most_bytes: int):
        with self.lock:
            self.remove(key)
            if page.size > most_bytes:
                return
            self.pages[key] = page
            self.size += page.size
            while self.size > most_bytes:
                self.remove(next(iter(self.pages)))

    def remove(self, key: Hashable):
        if page := self.pages.pop(key, None):
            self.size -= page.size

    @contextmanager
    def rendering(self, key: Hashable, *, wait: bool):
        """Yield whether this thread is the one to render the page; if another is at it, wait for it or yield False at once."""
        with self.lock:
            turn = self.renderings.setdefault(key, threading.Lock())
        is_ours = turn.acquire(timeout=WAIT) if wait else turn.acquire(blocking=False)
        try:
            yield is_ours
        finally:
            if is_ours:
                with self.lock:
                    self.renderings.pop(key, None)
                turn.release()
