"""How often somebody may try. Counted in the cache by the minute; bounds leave room for a school behind one address."""

import hashlib

from django.core.cache import cache
from django.utils import timezone

FINDS_PER_PHONE = 10
FINDS_PER_ADDRESS = 120
BOOKINGS_PER_ADDRESS = 600
BOOKINGS_PER_PHONE = 30
CHANGES_PER_BOOKING = 30
PLANS_PER_ADDRESS = 120
MINUTE = 60


def exceeds_rate_limit(what: str, who: str, bound: int) -> bool:
    """Counts one try and says whether it is beyond the bound for this minute of real time."""
    name = hashlib.sha256(who.encode()).hexdigest()[:32]  # no phone numbers in the cache
    key = f"limit:{what}:{name}:{int(timezone.now().timestamp()) // MINUTE}"
    cache.add(key, 0, MINUTE * 2)
    try:
        return cache.incr(key) > bound
    except ValueError:  # the key expired between the two calls
        return False
