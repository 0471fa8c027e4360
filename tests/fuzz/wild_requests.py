"""Requests as nobody should send them: odd addresses, queries, headers, methods and bodies, drawn by Hypothesis."""

from dataclasses import dataclass, field
from urllib.parse import quote

from hypothesis import strategies as st

from tests.fuzz.routes import LANGUAGES, PART, Route, fill_route
from tests.odd_values import ODD_VALUES

METHODS = ["GET"] * 8 + ["HEAD", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "POST", "TRACE", "PROPFIND", "get", "X" * 300]
NAMES = ["day", "kind", "school", "district", "audience", "open", "q", "page", "slot", "as", "session", "week", "limit", "offset"]
NAMES += ["in", "level", "honour", "venue", "kiosk", "v", "next", "_popup", "o", "p", "%00", "day[]", "q[a]", "__proto__", ""]
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
HUGE = 200_000

known_or_odd = st.one_of(st.sampled_from(ODD_VALUES), st.text(max_size=20).map(lambda text: quote(text, errors="replace")))
ADDRESSES = [f"203.0.113.{n}" for n in range(1, 255)] + [f"2001:db8::{n:x}" for n in range(1, 50)]
HEADERS = {
    "HTTP_ACCEPT_LANGUAGE": [
        "en",
        "zh-CN,zh;q=0.9",
        "*",
        "xx-" + "y" * 500,
        "en;q=nan",
        "\xff",
        "en,,;;q",
        "de-DE-1996-x-" + "a-" * 99,
    ],
    "HTTP_COOKIE": [
        "sessionid=x",
        "theme=dark; a11y=large",
        'sessionid="\\000"',
        "csrftoken=" + "a" * 3000,
        "messages=[[1,2]]",
        "=;=;",
        "\xe9=\xff",
    ],
    "HTTP_RANGE": ["bytes=0-1", "bytes=-1", "bytes=9-1", "bytes=0-0,1-1," * 50, "lines=1-2", "bytes=" + "9" * 400],
    "HTTP_IF_NONE_MATCH": ["*", '"x"', 'W/"x", "y"', '"' + "a" * 9000, "\x00"],
    "HTTP_IF_MODIFIED_SINCE": ["Tue, 13 May 2025 01:30:00 GMT", "yesterday", "Fri, 31 Feb 99999 00:00:00 GMT"],
    "HTTP_HX_REQUEST": ["true", "false", "1"],
    "HTTP_HX_BOOSTED": ["true"],
    "HTTP_HX_HISTORY_RESTORE_REQUEST": ["true"],
    "HTTP_HX_CURRENT_URL": ["http://testserver/events/", "javascript:alert(1)", "%ff", "\xff\xfe"],
    "HTTP_HX_TARGET": ["results", "<script>"],
    "HTTP_HOST": ["testserver", "evil.example", "testserver:99999", "[::1]", "a b", "", "testserver\x00", "\xff", "." * 300],
    "HTTP_ACCEPT": ["*/*", "application/json", "text/html;q=0", "x" * 2000],
    "HTTP_ACCEPT_ENCODING": ["gzip", "br;q=1, zstd", "identity;q=0, *;q=0", "gzip;q=x", "," * 500],
    "HTTP_REFERER": ["http://evil.example/", "\xff", "javascript:1"],
    "HTTP_ORIGIN": ["null", "http://evil.example", "http://testserver"],
    "HTTP_AUTHORIZATION": ["Basic x", "Bearer " + "a" * 400, "Bearer \xff"],
    "HTTP_X_FORWARDED_FOR": ["127.0.0.1", "::1, 10.0.0.1", "'; DROP", "1.2.3.4:80", "[::1]:1"],
    "HTTP_X_FORWARDED_HOST": ["evil.example"],
    "HTTP_X_FORWARDED_PROTO": ["https", "gopher"],
    "HTTP_X_REQUEST_ID": ["a", "\r\nSet-Cookie: x=y", "1" * 300],
    "HTTP_X_HTTP_METHOD_OVERRIDE": ["DELETE"],
    "HTTP_EXPECT": ["100-continue"],
    "HTTP_USER_AGENT": ["", "MicroMessenger/8.0", "${jndi:ldap://x}", "\xff" * 100],
}
COMMON = [name for name in HEADERS if name not in ("HTTP_HOST",)]
CONTENT_TYPES = [
    *(FORM, "multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary=" + "b" * 300, JSON),
    *("text/xml", "text/plain; charset=nope", f"{FORM}; charset=utf-16", "", "x", "multipart/mixed; boundary=x", "\xff/\xfe"),
]
BODIES = [
    *(
        b"",
        b"{",
        b"[" * 5000,
        b'{"a": NaN}',
        b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        b"\xff\xfe\x00" * 50,
    ),
    *(b"a=b&" * 1500, b"a=" + b"b" * HUGE, b"slot=" + b"9" * HUGE, b"%" * 999, b"=&=&==&", b"phone=%00&slot=%ed%a0%80"),
    b'--x\r\nContent-Disposition: form-data; name="slot"\r\n\r\n1',  # cut off
    b'--x\r\nContent-Disposition: form-data; name="slot"; filename="../../x.png"\r\n\r\n\x89PNG\r\n--x--\r\n',
    b"--x\r\nContent-Disposition: form-data; name=" + b"n" * 9000 + b"\r\n\r\n1\r\n--x--\r\n",
    b'--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name="a"\r\n\r\n!!!\r\n--x--\r\n',
]
LENGTHS = ["right"] * 6 + ["-1", "99999999", "x", "0", ""]


@dataclass
class WildRequest:
    """`path` and `query` are percent-encoded as they are sent. `kind` is what it is counted under."""

    kind: str
    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = ""
    length: str = "right"
    route: str = ""


@st.composite
def queries(draw):
    """Parameters that are known, repeated, unknown, odd, or nothing of the sort."""
    if draw(st.integers(0, 3)) == 0:
        return ""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5))
    pairs = [f"{name}={draw(known_or_odd)}" for name in names]
    return draw(st.sampled_from(["&", "&", "&", ";", "&&", "?"])).join(pairs)


@st.composite
def headers(draw, *, with_host: bool = True):
    names = draw(st.lists(st.sampled_from(COMMON), max_size=3, unique=True))
    chosen = {name: draw(st.sampled_from(HEADERS[name])) for name in names}
    if with_host and draw(st.integers(0, 19)) == 0:
        chosen["HTTP_HOST"] = draw(st.sampled_from(HEADERS["HTTP_HOST"]))
    return chosen | {"REMOTE_ADDR": draw(st.sampled_from(ADDRESSES))}


@st.composite
def paths(draw, route: Route, parts: dict[str, str]):
    count = len(PART.findall(route.pattern))
    odd = {}
    if count and draw(st.booleans()):
        odd = {draw(st.integers(0, count - 1)): draw(known_or_odd).replace("/", "%2f")}
    path = fill_route(route, parts, odd)
    path = "/" + draw(st.sampled_from(LANGUAGES)) + path[1:]
    return path + draw(st.sampled_from([""] * 12 + ["/", "//", "%00", ".json", ";x", "/../"]))


@st.composite
def address_requests(draw, routes: list[Route], parts: dict[str, str]):
    """Any address, asked for in any way."""
    route = draw(st.sampled_from(routes))
    kind = "address" if route.is_public else "back office"
    path, query = draw(paths(route, parts)), draw(queries())
    return WildRequest(kind, draw(st.sampled_from(METHODS)), path, query, draw(headers()), route=route.name)


@st.composite
def body_requests(draw, routes: list[Route], parts: dict[str, str]):
    """Any address, sent a body that is not what its type says, cut off, or far too large."""
    route = draw(st.sampled_from(routes))
    request = WildRequest("body", draw(st.sampled_from(["POST"] * 5 + ["PUT", "PATCH", "GET"])), draw(paths(route, parts)))
    request.headers, request.route = draw(headers()), route.name
    request.body, request.content_type = draw(st.sampled_from(BODIES)), draw(st.sampled_from(CONTENT_TYPES))
    request.length = draw(st.sampled_from(LENGTHS))
    return request


@st.composite
def form_requests(draw, forms: dict[str, list[str]], valid: dict[str, str]):
    """A form of the site, well formed; some of its values are odd, missing, repeated or somebody else's field."""
    action = draw(st.sampled_from(sorted(forms)))
    names = forms[action]
    values = [(name, valid.get(name, "1")) for name in names]
    for _ in range(draw(st.integers(0, 4))):
        name = draw(st.sampled_from(names or ["slot"]))
        values = [pair for pair in values if pair[0] != name or draw(st.booleans())]
        if draw(st.integers(0, 4)):
            values.append((name, draw(known_or_odd)))
    extra = draw(st.lists(st.sampled_from(sorted(valid)), max_size=2))
    values += [(name, draw(known_or_odd)) for name in extra if name not in names]
    path, _mark, query = action.partition("?")
    body = "&".join(f"{name}={value}" for name, value in values).encode()
    sent = WildRequest("form", "POST", path, query, draw(headers(with_host=False)), body, FORM, route=path)
    sent.headers.pop("HTTP_COOKIE", None)
    return sent
