"""Offline use: the service worker script, and the page shown for addresses that are not cached."""

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
    "js/portal-clock.js",
    "js/offline.js",
    "js/saved-tickets.js",
    "js/restored-page.js",
    "js/favourites.js",
    "js/now-line.js",
    "js/programme.js",
    "js/live-seats.js",
    "js/share.js",
    "js/countdown.js",
    "img/icons.svg",
    "img/favicon.svg",
)
# cached when a page asks for them, not before: too large for visitors who only have a short look
CACHED_WHEN_USED = (
    "django_htmx/htmx-2.min.js",
    "img/lacquer.svg",
    "img/glass.svg",
    "img/loom.svg",
    "img/iron.svg",
    "img/icon-192.png",
)
FILTERS = ("kind", "school", "district", "audience", "open", "q", "page")  # with which a page is not the whole day's
# templates of the offline page: a change of these makes a new version of the worker
OFFLINE_PAGE = ("pages/offline.html", "base.html", "layout/_header.html", "layout/_footer.html", "layout/_offline_bar.html")
LONG_AND_RANDOM = r"[\w-]{40,}"


@require_safe
@cache_control(no_cache=True)
def service_worker(request):
    """Serve the worker script, or one that removes the worker if OFFLINE is off. A different answer replaces the old worker."""
    if settings.OFFLINE:
        script = f"const SITE = {json.dumps(service_worker_config())};\n{read_script('service_worker.js')}"
    else:
        script = f"const OWN = {json.dumps(cache_name_prefix())};\n{read_script('service_worker_removal.js')}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def read_script(name):
    """Return a script of this folder. It is not a static file because a worker's address limits the pages it controls."""
    return (FOLDER / name).read_text(encoding="utf-8")


def cache_name_prefix():
    """Return the prefix of our caches' names; another site may use the same host."""
    return f"edu-week {reverse('home')} "


def service_worker_config():
    """Return the addresses that the worker needs. Nothing in here may depend on the user."""
    config = {
        "root": reverse("home"),
        "shell": [static(name) for name in SHELL],
        "used": [static(name) for name in CACHED_WHEN_USED],
        "files": settings.STATIC_URL,
        "pages": reverse_in_languages("home", "about", "booking_find"),
        "programmes": reverse_in_languages("programme"),
        "filters": FILTERS,
        "sessions": url_pattern(("session_detail", r"(?!(plan|now)/)[^/]+")),
        "tickets": url_pattern(("ticket", LONG_AND_RANDOM), ("ticket_card", LONG_AND_RANDOM)),
        "never": [reverse("admin:index"), *reverse_in_languages("desk", "embed_programme", "events_now")],
        "offline": [
            {"root": root, "page": page}
            for root, page in zip(reverse_in_languages("home"), reverse_in_languages("offline"), strict=True)
        ],
    }
    return config | {"version": config_version(config)}


def reverse_in_languages(*names):
    urls = []
    for language in LANGUAGES:
        with override(language):
            urls += [reverse(name) for name in names]
    return urls


def url_pattern(*views):
    """Return a regular expression of the views' addresses, valid in Python and JavaScript.

    Each view takes one argument; its pattern is given beside its name.
    """
    addresses = []
    for language in LANGUAGES:
        with override(language):
            addresses += [re.escape(reverse(name, args=["0"])).replace("/0/", f"/{part}/") for name, part in views]
    return f"^({'|'.join(addresses)})$"


def config_version(config):
    sources = [read_script("service_worker.js"), *(get_template(name).template.source for name in OFFLINE_PAGE)]
    return hashlib.sha256(json.dumps([config, sources]).encode()).hexdigest()[:12]


@require_safe
def offline(request):
    """Cached with the shell and shown for days, so it contains nothing that becomes outdated."""
    context = {"rehearsal": False, "urgent_announcements": ()}
    return render(request, "pages/offline.html", context)
