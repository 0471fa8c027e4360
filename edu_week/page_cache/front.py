"""Pages from memory before Django sees the request: to make Django's request and answer takes longer than all the rest.

What is found here is what `PageCacheMiddleware` would answer, by the same key. Everything else goes on to it.
"""

import time
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest

from content import clock
from edu_week.page_cache import generation, keys
from edu_week.page_cache.bodies import Body, matches_etag
from edu_week.page_cache.middleware import choose_body, store, tell_time

# All that `keys.key_of_request` looks at; a test compares the two.
LOOKED_AT = (
    *("REQUEST_METHOD", "wsgi.url_scheme", "PATH_INFO", "QUERY_STRING", "HTTP_COOKIE"),
    *("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "HTTP_X_FORWARDED_PROTO"),
    *("HTTP_HX_REQUEST", "HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST"),
)
MOST_CHARACTERS = 2_000  # of what is looked at; so that what is remembered of requests stays small


class KeptAnswer(NamedTuple):
    status: str
    headers: list[tuple[str, str]]
    content: bytes
    route: str  # the name of its address
    refusal: str = ""  # why a form was refused


def find_answer(environ) -> KeptAnswer | None:
    """Return a fresh page from memory for this WSGI request, or None. Uses no database."""
    if not settings.PAGE_CACHE_MB or environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
        return None
    parts = look_at(environ)
    key = find_key(parts) if parts else None
    read_at = generation.reader.read_at  # before the number, which is then as new as that or newer
    current = generation.reader.known
    if key is None or current is None or time.monotonic() - read_at >= generation.INTERVAL:
        return None
    page = store.get(key)
    if page is None or not page.bodies or not page.is_fresh(current, clock.now()):
        return None
    return make_answer(environ, choose_body(environ, page), key.name)


def look_at(environ) -> tuple[str, ...] | None:
    """Return what the key depends on, None if it is too long to be remembered."""
    parts = tuple([environ.get(name, "") for name in LOOKED_AT])
    return parts if sum(map(len, parts)) <= MOST_CHARACTERS else None


@lru_cache(maxsize=4096)
def find_key(parts: tuple[str, ...]) -> keys.Key | None:
    return keys.key_of_request(make_request_of(parts))


def make_request_of(parts: tuple[str, ...]) -> WSGIRequest:
    sent = {name: part for name, part in zip(LOOKED_AT, parts, strict=True) if part}
    return WSGIRequest({"SERVER_NAME": "", "SERVER_PORT": "", **sent, "wsgi.input": BytesIO()})


def make_answer(environ, body: Body, route: str) -> KeptAnswer:
    timing = ("Server-Timing", tell_time())
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags and matches_etag(tags, body.headers["ETag"]):
        return KeptAnswer("304 Not Modified", [*body.headers_unchanged.items(), timing], b"", route)
    content = b"" if environ["REQUEST_METHOD"] == "HEAD" else body.content
    return KeptAnswer("200 OK", [*body.headers.items(), timing], content, route)
