"""What a phone keeps for when there is no network: the worker that keeps it, and the page for what was not kept."""

import hashlib
import json
import re
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

FOLDER = Path(__file__).parent
LANGUAGES = ("zh-hans", "en")
SHELL = (
    "css/portal.css",
    "js/portal.js",
    "js/offline.js",
    "js/saved-tickets.js",
    "js/favourites.js",
    "js/now-line.js",
    "js/programme.js",
    "js/live-seats.js",
    "js/share.js",
    "js/countdown.js",
    "img/icons.svg",
    "img/favicon.svg",
)
# kept when a page asks for them, not before: too heavy for whoever only looks in
CACHED_WHEN_USED = (
    "django_htmx/htmx-2.min.js",
    "img/lacquer.svg",
    "img/glass.svg",
    "img/loom.svg",
    "img/iron.svg",
    "img/icon-192.png",
)
FILTERS = ("kind", "school", "district", "audience", "open", "q")
# what the page for what was not kept is made of: a change of these is a new version
OFFLINE_PAGE = ("pages/offline.html", "base.html", "layout/_header.html", "layout/_footer.html", "layout/_offline_bar.html")
LONG_AND_RANDOM = r"[\w-]{40,}"


@require_safe
@cache_control(no_cache=True)
def worker(request):
    """Whoever has a worker asks for this again and again; a different answer replaces what the phone kept."""
    if settings.OFFLINE:
        script = f"const SITE = {json.dumps(service_worker_config())};\n{read_script('service_worker.js')}"
    else:
        script = f"const OWN = {json.dumps(cache_name_prefix())};\n{read_script('service_worker_removal.js')}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def read_script(name):
    """A script of this folder. It is no static file: it answers for the whole site, so it needs an address at its root."""
    return (FOLDER / name).read_text(encoding="utf-8")


def cache_name_prefix():
    """How the names of our caches begin; another site may live on the same host."""
    return f"edu-week {reverse('home')} "


def service_worker_config():
    """Addresses only: nothing in here may depend on who asks."""
    described = {
        "root": reverse("home"),
        "shell": [static(name) for name in SHELL],
        "used": [static(name) for name in CACHED_WHEN_USED],
        "pages": reverse_in_languages("home", "about", "booking_find"),
        "programmes": reverse_in_languages("programme"),
        "filters": FILTERS,
        "sessions": url_pattern(("session_detail", r"(?!plan/)[^/]+")),
        "tickets": url_pattern(("ticket", LONG_AND_RANDOM), ("ticket_card", LONG_AND_RANDOM)),
        "never": [reverse("admin:index"), *reverse_in_languages("desk", "embed_programme")],
        "offline": [
            {"root": root, "page": page}
            for root, page in zip(reverse_in_languages("home"), reverse_in_languages("offline"), strict=True)
        ],
    }
    return described | {"version": config_version(described)}


def reverse_in_languages(*names):
    found = []
    for language in LANGUAGES:
        with override(language):
            found += [reverse(name) for name in names]
    return found


def url_pattern(*views):
    """A regular expression for the addresses of views that take one part, read alike by Python and by the browser."""
    addresses = []
    for language in LANGUAGES:
        with override(language):
            addresses += [re.escape(reverse(name, args=["0"])).replace("/0/", f"/{part}/") for name, part in views]
    return f"^({'|'.join(addresses)})$"


def config_version(described):
    sources = [read_script("service_worker.js"), *(get_template(name).template.source for name in OFFLINE_PAGE)]
    return hashlib.sha256(json.dumps([described, sources]).encode()).hexdigest()[:12]


@require_safe
def offline(request):
    """Kept with the shell and shown for days: says nothing that grows old."""
    context = {"rehearsal": False, "urgent_announcements": ()}
    return render(request, "pages/offline.html", context)
