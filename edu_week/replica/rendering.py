"""Renders public pages from the streaming replica where there is one, and from the primary where it is behind or away.

Only `edu_week.page_cache` calls this, for pages that are the same for everybody. Whatever is written, what a booker sees of
his own, and every decision about places or limits never comes here, and so never reads the replica.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connections
from django.http import HttpResponse

from content import public_cache
from edu_week.replica.freshness import PLACES_BEHIND, has_fresh_places, open_snapshot
from edu_week.replica.router import REPLICA, reading_from_replica

LEFT_ALONE = 5  # seconds after it did not answer
SERVER_ERROR = 500

logger = logging.getLogger(__name__)


class Absence:
    """Until when this process does not ask the replica (time.monotonic)."""

    def __init__(self):
        self.ends_at = float("-inf")

    def begin(self):
        self.ends_at = time.monotonic() + LEFT_ALONE

    def is_over(self) -> bool:
        return time.monotonic() >= self.ends_at


absence = Absence()


def has_replica() -> bool:
    return REPLICA in connections.settings


def age_of_places() -> dt.timedelta:
    """Return how old places may be on a page that was rendered just now."""
    return PLACES_BEHIND if has_replica() else dt.timedelta(0)


def render_public_page(render: Callable[[], HttpResponse], *, generation: int, shows_places: bool) -> HttpResponse:
    """Return what `render` makes of data that are at least as new as `generation`."""
    if has_replica() and absence.is_over():
        try:
            response = render_from_replica(render, generation, shows_places)
        except (InterfaceError, OperationalError):
            logger.warning("The replica does not answer; public pages come from the primary for %s seconds", LEFT_ALONE)
            absence.begin()
            response = None
        if response is not None:
            return response
    return render()


def render_from_replica(render, generation: int, shows_places: bool) -> HttpResponse | None:
    """Return None if the replica is behind, or went away so that only an error page could be rendered."""
    if shows_places and not has_fresh_places():
        return None
    with open_snapshot() as replicated:
        if replicated < generation:
            return None
        with reading_from_replica(), public_cache.reading_other_database(replicated):
            response = render()
    return response if response.status_code < SERVER_ERROR else None
