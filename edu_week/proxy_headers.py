"""X-Forwarded-For: the visitor's address where a proxy of ours is trusted, and a warning where one stands that is not.

Behind a proxy that is not trusted everybody has the proxy's address: then five wrong passwords lock a name for everybody, and
limits per address count all visitors together.
"""

import logging
import threading
from ipaddress import ip_address

FORWARDED_FOR = "HTTP_X_FORWARDED_FOR"
WARNING = (
    "X-Forwarded-For arrives, but TRUST_PROXY_HEADERS is false: everybody seems to come from %s. If that is a proxy of yours, "
    "set it to true; until then five wrong passwords lock a name for everybody."
)

logger = logging.getLogger(__name__)
_seen = threading.Event()  # in this process


def use_forwarded_address(environ):
    """Set REMOTE_ADDR to the last forwarded address, which our own proxy added; the client may have sent those before it.

    Blank where that is no address. Without the header nothing changes: somebody asks directly, such as a probe.
    """
    if FORWARDED_FOR in environ:
        environ["REMOTE_ADDR"] = parse_forwarded_address(environ[FORWARDED_FOR].rpartition(",")[2])


def parse_forwarded_address(text: str) -> str:
    """Return the address in one entry of the list, which may have a port, and brackets around IPv6; blank if it is none."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text, bracket, port = text[1:].partition("]")
        if not bracket or (port and not is_port(port)):
            return ""
    elif text.count(":") == 1:
        text, colon, port = text.partition(":")
        if not is_port(colon + port):
            return ""
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if getattr(address, "scope_id", None):  # of one machine's own network; nobody comes from there through a proxy
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


def is_port(text: str) -> bool:
    return text[0] == ":" and text[1:].isascii() and text[1:].isdecimal() and len(text) <= 6


def note_untrusted_proxy(environ):
    """Remember that the header arrived though it is not trusted, and log it the first time."""
    if FORWARDED_FOR in environ and not _seen.is_set():
        _seen.set()
        logger.warning(WARNING, environ.get("REMOTE_ADDR") or "nowhere")


def has_seen_untrusted_proxy() -> bool:
    return _seen.is_set()


def forget_untrusted_proxy():
    """For tests: begin as a process that has just started."""
    _seen.clear()
