"""Pages that one process rendered, for all others: in Redis, where there is one. While it is away: as if there were none.

They lie there under the generation they were made under, so a process that knows a newer one does not find them. What is read
is JSON and bytes; nothing is unpickled.
"""

import datetime as dt
import hashlib
import json
import logging
import time

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from edu_week.limits_cache import SECONDS_TO_ANSWER, SECONDS_UNTIL_NEXT_TRY
from edu_week.page_cache.bodies import Body
from edu_week.page_cache.store import KeptPage

FORMAT = 1  # of what `pack_page` writes
CLAIM_SECONDS = 2
MOMENTS = ("made_at", "fresh_until", "usable_until")

logger = logging.getLogger(__name__)


class SharedPages:
    def __init__(self, url: str):
        self.redis = make_client(url) if url else None
        self.next_try_at = 0.0  # time.monotonic

    def get(self, key, generation: int) -> KeptPage | None:
        packed = self.call("get", f"page {name_page(key, generation)}") if is_worth_sharing(key) else None
        return unpack_page(packed) if packed else None

    def put(self, key, page: KeptPage, now: dt.datetime):
        milliseconds = (page.fresh_until - now) // dt.timedelta(milliseconds=1)
        if page.bodies and milliseconds > 0 and is_worth_sharing(key):
            self.call("set", f"page {name_page(key, page.generation)}", pack_page(page), px=milliseconds)

    def claim(self, key, generation: int) -> bool:
        """Return whether this process shall render the page, rather than one that has just begun to."""
        if not is_worth_sharing(key) or self.is_away:
            return True
        name = f"claim {name_page(key, generation)}"
        return self.call("set", name, b"", nx=True, ex=CLAIM_SECONDS) is not None or self.is_away

    @property
    def is_away(self) -> bool:
        return self.redis is None or time.monotonic() < self.next_try_at

    def call(self, command: str, *args, **kwargs):
        """Return what Redis answers, and None while it is away."""
        if self.is_away:
            return None
        from redis.exceptions import RedisError

        try:
            return getattr(self.redis, command)(*args, **kwargs)
        except RedisError:
            self.next_try_at = time.monotonic() + SECONDS_UNTIL_NEXT_TRY
            logger.warning("Redis does not answer: pages are kept in this process", exc_info=settings.DEBUG)


def make_client(url: str):
    from redis import Redis  # 5 MB, which a portal without Redis does without
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    patience = {"socket_connect_timeout": SECONDS_TO_ANSWER, "socket_timeout": SECONDS_TO_ANSWER}
    return Redis.from_url(url, retry=Retry(NoBackoff(), 0), **patience)


def is_worth_sharing(key) -> bool:
    """Words somebody searched for are not: a flood of them must not push counted limits out of Redis."""
    return not key.query or (key.query.startswith("day=") and "&" not in key.query)


def name_page(key, generation: int) -> str:
    """Return a name that portals of other versions, settings or rehearsal clocks do not share."""
    release = getattr(staticfiles_storage, "manifest_hash", "")
    portal = settings.DATABASE["NAME"], settings.BASE_URL, settings.SCRIPT_NAME, settings.OFFLINE, settings.PORTAL_CLOCK
    meant = FORMAT, release, *map(str, portal), generation, *key
    return hashlib.sha256(json.dumps(meant).encode()).hexdigest()


def pack_page(page: KeptPage) -> bytes:
    """Return a line of JSON and after it the bodies, in the order in which that line has their lengths."""
    moments = {name: getattr(page, name).isoformat() for name in MOMENTS}
    bodies = [
        {"coding": coding, "length": len(body.content), "headers": body.headers, "headers_unchanged": body.headers_unchanged}
        for coding, body in page.bodies.items()
    ]
    head = json.dumps({"generation": page.generation, **moments, "bodies": bodies}).encode()
    return b"\n".join((head, b"".join(body.content for body in page.bodies.values())))


def unpack_page(packed: bytes) -> KeptPage:
    head, _newline, contents = packed.partition(b"\n")
    told, bodies = json.loads(head), {}
    for body in told["bodies"]:
        content, contents = contents[: body["length"]], contents[body["length"] :]
        bodies[body["coding"]] = Body(content, body["headers"], body["headers_unchanged"])
    return KeptPage(told["generation"], *(dt.datetime.fromisoformat(told[name]) for name in MOMENTS), bodies)


pages = SharedPages(settings.REDIS["LOCATION"] if settings.REDIS else "")
