"""Slows down who tries a password on many names from one network: five tries a name would never lock any of them.

Counted in the rows of django-axes, so for all processes together. A whole bureau may sit behind one address, so nobody is shut
out: one try from there is let through at a time, with a pause before the next.
"""

import logging
from ipaddress import IPv4Address, ip_address, ip_network

from axes.models import AccessAttempt
from django.conf import settings
from django.core.cache import caches
from django.utils import timezone

from accounts.ip_addresses import mask_address

MOST_NAMES = 10  # with wrong passwords, from one network within AXES_COOLOFF_TIME
PAUSE_SECONDS = 20  # between two tries after that: 45 in the time in which one name is tried five times
PREFIX_OF_ONE_PLACE = 64  # bits of an IPv6 address that stand for one household or office
MOST_ROWS = 5000

logger = logging.getLogger(__name__)


def must_pause(address: str | None) -> bool:
    """Return whether this try has to wait; one that need not begins the next pause where many names were tried."""
    if not address or count_names_tried(address) < MOST_NAMES:
        return False
    limits = caches["limits"]
    if limits.add(f"log-in-pause-{network_of(address)}", 1, PAUSE_SECONDS * limits.count_sharers()):
        logger.warning("Wrong passwords for %s names or more from %s: slowed down", MOST_NAMES, mask_address(address))
        return False
    return True


def count_names_tried(address: str) -> int:
    recent = AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - settings.AXES_COOLOFF_TIME).order_by()
    if isinstance(ip_address(address), IPv4Address):
        return recent.filter(ip_address=address).values("username").distinct().count()
    tried = recent.filter(ip_address__contains=":").values_list("username", "ip_address").distinct()[:MOST_ROWS]
    network = network_of(address)
    return len({username for username, other in tried if network_of(other) == network})


def network_of(address: str) -> str:
    """Return what one place cannot change at will: an IPv4 address, the first half of an IPv6 one."""
    bits = 32 if isinstance(ip_address(address), IPv4Address) else PREFIX_OF_ONE_PLACE
    return str(ip_network((address, bits), strict=False))
