"""Rate limits. Limits per address leave room for a whole school behind one address.

They are counted in a cache of their own, which has `count_sharers`: where each process counts by itself, a bound is divided
by their number.
"""

import hashlib
import math

from django.core.cache import caches
from django.utils import timezone

from events.bookings.counters import RATE_LIMITED

FINDS_PER_PHONE = 10  # wrong ones, for one number from one address
FINDS_PER_REFERENCE = 30  # wrong ones, for one reference from one address
FINDS_PER_ADDRESS = 120  # wrong ones
BOOKINGS_PER_ADDRESS = 600
BOOKINGS_PER_PHONE = 30
CHANGES_PER_BOOKING = 30
OWN_NUMBERS_PER_BOOKING = 10  # wrong ones
PLANS_PER_ADDRESS = 120
LINKS_PER_PHONE = 3  # in an hour
LINKS_PER_ADDRESS = 120
CODES_PER_PHONE = 5  # in an hour
CODES_PER_ADDRESS = 120  # in an hour
MINUTE = 60
HOUR = 60 * MINUTE


def exceeds_rate_limit(action: str, client: str, limit: int, *, period: int | None = None) -> bool:
    """Count one try of the client and return whether it exceeds the limit for this minute of real time.

    With `period`, for that many seconds instead.
    """
    period = period or MINUTE
    key = key_of_this_period(action, client, period)
    counts = caches["limits"]
    try:
        tries = 1 if counts.add(key, 1, period * 2) else counts.incr(key)
    except ValueError:  # the key expired between the two calls
        return False
    exceeds = tries > divide_among_sharers(limit, counts)
    if exceeds:
        RATE_LIMITED.labels(action).inc()
    return exceeds


def has_reached_rate_limit(action: str, client: str, limit: int) -> bool:
    """Return whether the client has used up its tries of this minute, without counting one."""
    counts = caches["limits"]
    return counts.get(key_of_this_period(action, client, MINUTE), 0) >= divide_among_sharers(limit, counts)


def divide_among_sharers(limit: int, counts) -> int:
    return math.ceil(limit / counts.count_sharers())


def key_of_this_period(action: str, client: str, period: int) -> str:
    name = hashlib.sha256(client.encode()).hexdigest()[:32]  # no phone numbers in the cache
    return f"limit:{action}:{name}:{int(timezone.now().timestamp()) // period}"
