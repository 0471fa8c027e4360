"""Rate limits per minute, counted in the cache. Limits per address leave room for a whole school behind one address."""

import hashlib

from django.core.cache import cache
from django.utils import timezone

FINDS_PER_PHONE = 10  # wrong ones, for one number from one address
FINDS_PER_ADDRESS = 120  # wrong ones
BOOKINGS_PER_ADDRESS = 600
BOOKINGS_PER_PHONE = 30
CHANGES_PER_BOOKING = 30
PLANS_PER_ADDRESS = 120
MINUTE = 60


def exceeds_rate_limit(action: str, client: str, limit: int) -> bool:
    """Count one try of the client and return whether it exceeds the limit for this minute of real time."""
    key = key_of_this_minute(action, client)
    cache.add(key, 0, MINUTE * 2)
    try:
        return cache.incr(key) > limit
    except ValueError:  # the key expired between the two calls
        return False


def has_reached_rate_limit(action: str, client: str, limit: int) -> bool:
    """Return whether the client has used up its tries of this minute, without counting one."""
    return cache.get(key_of_this_minute(action, client), 0) >= limit


def key_of_this_minute(action: str, client: str) -> str:
    name = hashlib.sha256(client.encode()).hexdigest()[:32]  # no phone numbers in the cache
    return f"limit:{action}:{name}:{int(timezone.now().timestamp()) // MINUTE}"
