"""A page's body in each content coding, made once, with its headers and an ETag of its own.

No kept page contains a token, so compressing it needs no padding against guessing it by its length.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache

import brotli
from django.utils.cache import patch_cache_control, patch_vary_headers

CODINGS = ("br", "gzip")  # the better first
OF_THE_BODY = ("Content-Type", "Content-Length", "Content-Encoding")
SMALLEST = 200  # bytes; below, compressing gains nothing
# For a proxy: a second, and four more while it asks for the page anew or the portal does not answer.
IN_PROXIES = {"public": True, "s_maxage": 1, "stale_while_revalidate": 4, "stale_if_error": 4}


@dataclass(frozen=True)
class Body:
    content: bytes
    headers: dict[str, str]
    headers_unchanged: dict[str, str]  # of a 304


def make_bodies(response) -> dict[str, Body]:
    """Return the response's body by content coding; "" is plain."""
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    in_browsers = {} if "max-age" in response.headers.get("Cache-Control", "") else {"max_age": 0}  # they ask with the ETag
    patch_cache_control(response, **in_browsers, **IN_PROXIES)
    content = response.content
    digest = hashlib.sha256(content).hexdigest()[:24]
    bodies = {"": make_body(response, content, f'"{digest}"', "")}
    if len(content) >= SMALLEST:
        bodies["br"] = make_body(response, brotli.compress(content, quality=5), f'"{digest}-br"', "br")
        bodies["gzip"] = make_body(response, gzip.compress(content, 6, mtime=0), f'"{digest}-gzip"', "gzip")
    return bodies


def make_body(response, content: bytes, etag: str, coding: str) -> Body:
    headers = dict(response.headers) | {"ETag": etag, "Content-Length": str(len(content))}
    if coding:
        headers["Content-Encoding"] = coding
    unchanged = {name: value for name, value in headers.items() if name not in OF_THE_BODY}
    return Body(content, headers, unchanged)


def choose_coding(accepted: str) -> str:
    """Return the best coding that an Accept-Encoding allows; "" for none."""
    names = list_accepted_codings(accepted)
    return next((coding for coding in CODINGS if coding in names), "")


@lru_cache(maxsize=256)
def list_accepted_codings(accepted: str) -> set[str]:
    names = set()
    for part in accepted.lower().split(","):
        name, _semicolon, weight = (piece.strip() for piece in part.partition(";"))
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            names.add(name)
    return names


@lru_cache(maxsize=1024)
def matches_etag(if_none_match: str, etag: str) -> bool:
    """Compare weakly, as RFC 9110 asks for GET: a proxy that compresses makes a tag weak."""
    return if_none_match.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
