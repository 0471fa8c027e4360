"""Links that open a venue in a map app. Nothing is loaded from a map service, and no key is needed.

Amap takes longitude before latitude, the others the reverse. All read GCJ-02 coordinates; Baidu needs `coord_type` for it.
"""

from urllib.parse import quote, urlencode

from django.utils.translation import gettext_lazy as _

from events.models import Venue

REFERRER = "vocational-week"  # map services ask for the name of the linking site


def map_links(venue: Venue, city: str) -> list[tuple[str, str]]:
    """Return (label, url) pairs: a marker where the venue has coordinates, else a search for its name, in `city` if given."""
    name = venue.map_query
    if venue.longitude is None:
        return [
            (label, map_url(base, params | ({city_key: city} if city_key and city else {}) | {key: name}))
            for label, base, key, city_key, params in SEARCHES
        ]
    lat, lon = f"{venue.latitude.normalize():f}", f"{venue.longitude.normalize():f}"
    values = {"name": name, "title": name, "lat": lat, "lon": lon}
    return [
        (label, map_url(base, {key: value.format(**values) for key, value in params.items()})) for label, base, params in MARKERS
    ]


def map_url(base: str, params: dict[str, str]) -> str:
    return f"{base}?{urlencode(params, quote_via=quote, safe=',:;')}"


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
