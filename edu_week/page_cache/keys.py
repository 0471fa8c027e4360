"""Which requests may be answered from memory, and what their answers depend on: the key.

The request that is rendered for keeping is made of the key alone. Whatever else a visitor sends (other parameters, cookies,
headers) cannot reach the page, so nobody can put anything into a page that others get.
"""

from functools import lru_cache
from io import BytesIO
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, QueryDict
from django.http.cookie import parse_cookie
from django.urls import ResolverMatch, resolve
from django.utils import translation

from edu_week import display

PROGRAMME = ("day", "kind", "school", "district", "audience", "open", "q")
LIVE_PLACES = "availability_json"
# URL name → the parameters that its view knows
PAGES = {
    "home": (),
    "programme": (*PROGRAMME, "page"),
    "session_detail": (),
    "events_now": ("school", "venue", "kiosk"),
    "school_list": ("level", "district", "honour", "page"),
    "school_detail": (),
    "college_list": (),
    "college_detail": (),
    "partnership_list": (),
    "graduate_list": (),
    "graduate_detail": (),
    "numbers": (),
    "search": ("q", "in"),
    "week_detail": (),
    "about": (),
    "privacy": (),
    "accessibility": (),
    "news_feed": (),
    "sitemap": (),
    "robots": (),
    "manifest": (),
    "programme_ics": PROGRAMME,
    "session_ics": (),
    LIVE_PLACES: (*PROGRAMME, "session"),
    "embed_programme": PROGRAMME,
}
# All other pages may show places, which change without a new generation.
WITHOUT_PLACES = {"school_list", "partnership_list", "graduate_list", "numbers", "about", "privacy", "accessibility"}
WITHOUT_PLACES |= {"news_feed", "sitemap", "robots", "manifest", "session_ics"}
LONGEST_QUERY, LONGEST_PATH = 600, 300
FORM_TYPE = "application/x-www-form-urlencoded"
HTMX_HEADERS = {"swap": {"HTTP_HX_REQUEST": "true"}, "boosted": {"HTTP_HX_REQUEST": "true", "HTTP_HX_BOOSTED": "true"}}
DISPLAY_COOKIES = {"theme": ("light", "dark"), "a11y": tuple(filter(None, display.COOKIES))}


class Key(NamedTuple):
    name: str  # of the URL
    scheme: str
    host: str
    path: str
    query: str
    cookies: str
    htmx: str  # "" for a whole page, "swap" for results alone, "boosted" for results reached by a link


def key_of_request(request) -> Key | None:
    """Return the key of a request that may be answered from memory, else None."""
    meta = request.META
    cookies = meta.get("HTTP_COOKIE", "")
    if request.method not in ("GET", "HEAD") or is_personal(cookies):
        return None
    path = request.path_info
    name = name_of_path(path) if len(path) <= LONGEST_PATH else None
    query = meta.get("QUERY_STRING", "")
    if name is None or len(query) > LONGEST_QUERY or not (host := allowed_host(request)):
        return None
    return Key(
        name,
        request.scheme,
        host,
        path,
        known_query(name, query) if query else "",
        display_cookies(cookies) if cookies else "",
        htmx_mode(meta) if name == "programme" else "",
    )


def shows_places(key: Key) -> bool:
    """Whether the page changes with bookings. A calendar file does where it has only what can still be booked."""
    if key.name == "programme_ics":
        return "open" in parse_qs(key.query)
    return key.name not in WITHOUT_PLACES


def is_personal(cookies: str) -> bool:
    """Whether there may be a session, or messages for one person: by the cookies' names, before anything reads them."""
    return settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies


def name_of_path(path: str) -> str | None:
    """Return the URL name of a path that may be kept."""
    match = match_path(path)
    return match.view_name if match and match.view_name in PAGES else None


@lru_cache(maxsize=4096)
def match_path(path: str) -> ResolverMatch | None:
    """Return where the path leads, if anywhere. The language is that of the path, as `LocaleMiddleware` has it."""
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return resolve(path)
        except Http404:
            return None


def allowed_host(request) -> str:
    try:
        return request.get_host()
    except DisallowedHost:
        return ""


@lru_cache(maxsize=4096)
def known_query(name: str, query: str) -> str:
    """Return the query string with the parameters that the view knows only, in one order; their values stay as they are."""
    sent = QueryDict(query.encode("latin-1"))  # as the view reads it: WSGI has bytes as Latin-1
    return urlencode([(known, value) for known in PAGES[name] for value in sent.getlist(known)])


@lru_cache(maxsize=256)
def display_cookies(cookies: str) -> str:
    sent = parse_cookie(cookies)
    return "; ".join(f"{name}={sent[name]}" for name, values in DISPLAY_COOKIES.items() if sent.get(name) in values)


def htmx_mode(meta) -> str:
    """What `events.programme.views.programme` makes of the headers: results alone, unless the back button asks."""
    if meta.get("HTTP_HX_REQUEST") != "true" or meta.get("HTTP_HX_HISTORY_RESTORE_REQUEST") == "true":
        return ""
    return "boosted" if meta.get("HTTP_HX_BOOSTED") == "true" else "swap"


def request_of_key(key: Key, form: dict[str, str] | None = None) -> WSGIRequest:
    """Return a request that has what the key has, and nothing else of what was sent; with a `form` it sends that."""
    host, _colon, port = key.host.partition(":") if not key.host.startswith("[") else (key.host, "", "")
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": key.path.encode().decode("latin-1"),  # as WSGI has it
        "QUERY_STRING": key.query,
        "SERVER_NAME": host,
        "SERVER_PORT": port or ("443" if key.scheme == "https" else "80"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": key.host,
        "wsgi.url_scheme": key.scheme,
        "wsgi.input": BytesIO(),
        **HTMX_HEADERS.get(key.htmx, {}),
    }
    if form is not None:
        body = urlencode(form).encode()
        environ |= {"REQUEST_METHOD": "POST", "CONTENT_TYPE": FORM_TYPE, "CONTENT_LENGTH": str(len(body))}
        environ["wsgi.input"] = BytesIO(body)
    if key.cookies:
        environ["HTTP_COOKIE"] = key.cookies
    if key.scheme == "https" and settings.SECURE_PROXY_SSL_HEADER:
        header, value = settings.SECURE_PROXY_SSL_HEADER
        environ[header] = value
    return WSGIRequest(environ)
