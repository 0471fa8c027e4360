"""Links that open a venue in the visitor's own map. Nothing is loaded from a map, and no key is needed.

Amap wants longitude before latitude, the others the reverse; all of them read GCJ-02, which Baidu has to be told.
"""

from urllib.parse import quote, urlencode

from django.utils.translation import gettext_lazy as _

from events.models import Venue

REFERRER = "vocational-week"  # maps ask who sends their visitors


def map_links(venue: Venue, city: str) -> list[tuple[str, str]]:
    """Name and address: a marker where staff gave coordinates, otherwise a search for its name in `city`, if any."""
    name = venue.map_query
    if venue.longitude is None:
        return [
            (label, map_url(base, words | ({place: city} if place and city else {}) | {key: name}))
            for label, base, key, place, words in SEARCHES
        ]
    lat, lon = f"{venue.latitude.normalize():f}", f"{venue.longitude.normalize():f}"
    place = {"name": name, "title": name, "lat": lat, "lon": lon}
    return [(label, map_url(base, {key: word.format(**place) for key, word in words.items()})) for label, base, words in MARKERS]


def map_url(base: str, words: dict[str, str]) -> str:
    return f"{base}?{urlencode(words, quote_via=quote, safe=',:;')}"


AMAP, TENCENT, BAIDU, APPLE = _("Amap"), _("Tencent Maps"), _("Baidu Maps"), _("Apple Maps")
SEARCHES = (
    (
        AMAP,
        "https://uri.amap.com/search",
        "keyword",
        "city",
        {"view": "map", "src": REFERRER, "callnative": "0"},
    ),
    (TENCENT, "https://apis.map.qq.com/uri/v1/search", "keyword", "region", {"referer": REFERRER}),
    (
        BAIDU,
        "https://api.map.baidu.com/place/search",
        "query",
        "region",
        {"output": "html", "src": f"webapp.{REFERRER}.portal"},
    ),
    (APPLE, "https://maps.apple.com/", "q", "", {}),
)
MARKERS = (
    (
        AMAP,
        "https://uri.amap.com/marker",
        {"position": "{lon},{lat}", "name": "{name}", "coordinate": "gaode", "src": REFERRER, "callnative": "0"},
    ),
    (
        TENCENT,
        "https://apis.map.qq.com/uri/v1/marker",
        {"marker": "coord:{lat},{lon};title:{title};addr:{title}", "referer": REFERRER},
    ),
    (
        BAIDU,
        "https://api.map.baidu.com/marker",
        {
            "location": "{lat},{lon}",
            "title": "{title}",
            "content": "{title}",
            "output": "html",
            "coord_type": "gcj02",
            "src": f"webapp.{REFERRER}.portal",
        },
    ),
    (APPLE, "https://maps.apple.com/", {"ll": "{lat},{lon}", "q": "{name}"}),
)
