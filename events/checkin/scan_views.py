"""The page with the camera, and the service worker that opens it without a network.

The page is the same for everybody and names nobody, so that it may be kept; what it shows is drawn on the device.
"""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from events.checkin.access import desk_page
from events.checkin.qr_decoder import FILES

SCRIPT = Path(__file__).with_name("desk_worker.js")
MODULES = (
    *("js/stepper.js", "js/desk/door-boards.js", "js/desk/door-desk.js", "js/desk/door-link.js", "js/desk/door-list.js"),
    *("js/desk/door-page.js", "js/desk/door-parts.js", "js/desk/door-queue.js", "js/desk/door-rules.js"),
    *("js/desk/door-scanner.js", "js/desk/door-signals.js", "js/desk/door-store.js", "js/desk/door-verdict.js"),
    "js/desk/door-words.js",
)
OTHER_FILES = (
    *("css/portal.css", "js/portal.js", "js/desk/decode-worker.js", "js/portal-clock.js", "js/rehearsal-clock.js"),
    *("img/icons.svg", "img/favicon.svg"),
)
PAGE = ("layout/desk.html", "events/checkin/scan.html", "events/checkin/_scan_parts.html")


@desk_page("GET")
def desk_scan(request):
    get_token(request)  # sets the cookie that the scans are sent with
    return render(request, "events/checkin/scan.html", {"modules": [static(name) for name in MODULES], "messages": ()})


@require_safe
@cache_control(no_cache=True)
def desk_worker(request):
    """Serve the worker's script; its address limits it to the pages of the door in one language."""
    config = {
        "root": reverse("desk"),
        "page": reverse("desk_scan"),
        "files": [static(name) for name in (*MODULES, *OTHER_FILES)],
        "decoder": [reverse("desk_decoder", args=[name]) for name in FILES],
        "isOn": settings.OFFLINE,
    }
    script = SCRIPT.read_text(encoding="utf-8")
    sources = [script, get_language(), *(get_template(name).template.source for name in PAGE)]
    config["version"] = hashlib.sha256(json.dumps([config, sources]).encode()).hexdigest()[:12]
    return HttpResponse(f"const DESK = {json.dumps(config)};\n{script}", content_type="text/javascript; charset=utf-8")
