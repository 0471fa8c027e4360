"""A first visit to the home and programme pages weighs at most so much, photographs excepted.

Counted are the page itself, everything it links, everything the stylesheet may ask for, the manifest and its icons: rather
more than a browser fetches. Needs no browser; runs here because pages link collected, compressed files.
"""

import json
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.urls import reverse

from tests.example_week import load_example_week
from tests.page_kinds import CLOCKS

pytestmark = pytest.mark.django_db
BUDGET = {"br": 110_000, "gzip": 130_000}
COMPRESSED = {"br": ".br", "gzip": ".gz"}
LINKED = re.compile(r'<(?:link|script|img|source|use)\b[^>]*?\s(?:href|src)="([^"#]+)')
IN_STYLES = re.compile(r"""url\(["']?((?!data:|#)[^"')]+)["']?\)""")
IN_SCRIPTS = re.compile(r"""(?:from|import\(?)\s*["']([./][^"']+)["']""")


def test_a_first_visit_stays_within_its_budget_and_brings_no_script_in_vain(client, clock_at, settings):
    settings.OFFLINE = True
    clock_at(CLOCKS["during"])
    load_example_week()
    for view, clock in [("home", "before"), ("home", "during"), ("home", "after"), ("programme", "during")]:
        clock_at(CLOCKS[clock])
        for coding, budget in BUDGET.items():
            weights = weigh(client, reverse(view), coding)
            assert len(weights) > 10
            assert sum(weights.values()) <= budget, (view, clock, weights)
            assert any("htmx" in address for address in weights) == (view == "programme")


def weigh(client, address, coding):
    """Address → bytes on the wire."""
    answer = client.get(address, headers={"accept-encoding": coding})
    assert answer["Content-Encoding"] == coding
    weights = {address: len(answer.content)}
    waiting = LINKED.findall(client.get(address).content.decode())
    while waiting:
        found = waiting.pop()
        if found in weights or found.startswith(settings.MEDIA_URL):
            continue
        if found.startswith(settings.STATIC_URL):
            weights[found], text = static_file(found, coding)
            waiting += [urljoin(found, name) for name in (*IN_STYLES.findall(text), *IN_SCRIPTS.findall(text))]
        elif found == reverse("manifest"):
            manifest = client.get(found, headers={"accept-encoding": coding})
            weights[found] = len(manifest.content)
            waiting += [icon["src"] for icon in json.loads(client.get(found).content)["icons"]]
    return weights


def static_file(address, coding):
    """Bytes on the wire, and the text where it is one that may name further files."""
    path = Path(settings.STATIC_ROOT, address.removeprefix(settings.STATIC_URL))
    compressed = path.with_name(path.name + COMPRESSED[coding])
    text = path.read_text(encoding="utf-8") if path.suffix in (".css", ".js") else ""
    return (compressed if compressed.exists() else path).stat().st_size, text
