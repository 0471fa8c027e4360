"""Every address and every form of the site, found in the URL conf and on the pages, so that a new one is fuzzed by itself."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.urls import get_resolver

PART = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
LANGUAGES = ("", "en/")
BY_CONVERTER = {"int": "1", "path": "known"}


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    is_public: bool


@dataclass
class SentForm:
    action: str  # "" for the page's own address
    fields: list[str] = field(default_factory=list)


def list_routes() -> list[Route]:
    routes = {
        Route(name, route.replace("\\", ""), not route.startswith("admin/")) for name, route in walk(get_resolver().url_patterns)
    }
    return sorted(routes, key=lambda route: (route.pattern, route.name))


def walk(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, route)
        else:
            yield pattern.name or route, route


def fill_route(route: Route, parts: dict[str, str], odd: dict[int, str] | None = None) -> str:
    """Return the path with a known value in each part, or the one of `odd` in the part of that number."""
    number = iter(range(100))

    def fill(found):
        place = next(number)
        known = parts.get(found[2] or found[3], BY_CONVERTER.get(found[1] or "", "known"))
        return (odd or {}).get(place, known)

    return "/" + PART.sub(fill, route.pattern)


class FormReader(HTMLParser):
    """Collects the forms of a page that send something, with the names of their fields."""

    def __init__(self):
        super().__init__()
        self.forms: list[SentForm] = []
        self.is_in_form = False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.is_in_form = (attrs.get("method") or "").lower() == "post"
            if self.is_in_form:
                self.forms.append(SentForm(attrs.get("action") or ""))
        elif self.is_in_form and attrs.get("name"):
            self.forms[-1].fields.append(attrs["name"])

    def handle_endtag(self, tag):
        self.is_in_form = self.is_in_form and tag != "form"


def list_forms(client, paths) -> dict[str, list[str]]:
    """Return address → the fields that some page's form sends there."""
    found: dict[str, set[str]] = {}
    for path in paths:
        answer = client.get(path)
        if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.streaming:
            continue
        reader = FormReader()
        reader.feed(answer.content.decode())
        for form in reader.forms:
            action = form.action or path
            if action.startswith("/"):
                found.setdefault(action, set()).update(form.fields)
    return {action: sorted(fields) for action, fields in sorted(found.items())}
