"""The cache that limits are counted in: tries in a minute, proofs of work already used, mails already sent.

It is a store of its own, so that nothing else pushes a limit out. With Redis all processes count together. Without it, or
while it does not answer, each process counts by itself; whoever counts divides the bound by `count_sharers`.
"""

import logging
import time

from django.conf import settings
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

MAX_ENTRIES = 50_000  # about 15 MB; those not used for longest go first
SECONDS_TO_ANSWER = 0.5
SECONDS_UNTIL_NEXT_TRY = 5  # so that a Redis that hangs delays one request in that time, not all

logger = logging.getLogger(__name__)


class LimitsCache(BaseCache):
    """A cache backend; LOCATION is Redis' address, or blank where there is none."""

    next_try_at = 0.0  # of this process, by `time.monotonic`

    def __init__(self, server, params):
        super().__init__(params)
        self.local = LocMemCache("limits", {**params, "OPTIONS": {"MAX_ENTRIES": MAX_ENTRIES}})
        self.redis = make_redis_cache(server, params) if server else None

    @property
    def is_shared(self) -> bool:
        return self.redis is not None and time.monotonic() >= LimitsCache.next_try_at

    def count_sharers(self) -> int:
        """Return how many stores count side by side."""
        return 1 if self.is_shared else settings.WEB_PROCESSES

    def call(self, method, *args, **kwargs):
        """Call it on Redis, and on this process' memory where that is away."""
        if self.is_shared:
            from redis.exceptions import RedisError

            try:
                return getattr(self.redis, method)(*args, **kwargs)
            except RedisError:
                LimitsCache.next_try_at = time.monotonic() + SECONDS_UNTIL_NEXT_TRY
                logger.warning("Redis does not answer: limits are counted in this process", exc_info=settings.DEBUG)
        return getattr(self.local, method)(*args, **kwargs)

    def add(self, *args, **kwargs):
        return self.call("add", *args, **kwargs)

    def get(self, *args, **kwargs):
        return self.call("get", *args, **kwargs)

    def set(self, *args, **kwargs):
        return self.call("set", *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self.call("touch", *args, **kwargs)

    def incr(self, *args, **kwargs):
        return self.call("incr", *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self.call("delete", *args, **kwargs)

    def clear(self):
        return self.call("clear")


def make_redis_cache(server: str, params: dict) -> RedisCache:
    from redis.backoff import NoBackoff  # 5 MB, which a portal without Redis does without
    from redis.retry import Retry

    options = {"socket_connect_timeout": SECONDS_TO_ANSWER, "socket_timeout": SECONDS_TO_ANSWER, "retry": Retry(NoBackoff(), 0)}
    return RedisCache(server, {**params, "OPTIONS": options})
