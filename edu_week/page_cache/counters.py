"""How often a public page came from memory."""

from prometheus_client import Counter

PAGES = Counter("portal_page_cache_total", "Requests for public pages, by whether memory had the answer", ["result"])
HIT, LAST, RENDERED = (PAGES.labels(result) for result in ("hit", "last", "rendered"))  # last: an old one, while it is rendered
