"""Headers that Django has no setting for: what a page may load, what it may use of the device, who may embed it, HTTPS."""

import re
from functools import lru_cache

from csp.constants import HEADER
from csp.exceptions import CSPNonceError
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings

DESK_PAGES = re.compile(r"/(en/)?desk/")
# The programme for other sites' pages, the pictures of shared links, and the open data: made to be shown elsewhere.
SHARED_WITH_OTHERS = re.compile(r"/(en/)?embed/|/(.+/)?card\.png$|/(en/)?([a-z-]+/)*[^/]+\.(ics|atom)$|/api/|/media/pictures/")

# The portal uses none of these anywhere; the camera reads the QR of a ticket at the door, and only there.
UNUSED_FEATURES = (
    *("accelerometer", "bluetooth", "browsing-topics", "display-capture", "geolocation", "gyroscope", "hid"),
    *("magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb", "xr-spatial-tracking"),
)
NOTHING_ELSE = ", ".join(f"{name}=()" for name in UNUSED_FEATURES)
POLICY = f"camera=(), {NOTHING_ELSE}"
DESK_POLICY = f"camera=(self), {NOTHING_ELSE}"


class SecurityHeadersMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        path = request.path_info
        headers = response.headers
        headers.setdefault("Permissions-Policy", DESK_POLICY if DESK_PAGES.match(path) else POLICY)
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if SHARED_WITH_OTHERS.match(path) else "same-origin")
        if settings.SECURE_HSTS_SECONDS:
            # Django's middleware sends it to requests that came by HTTPS as far as it can see; behind a proxy whose headers
            # are not trusted none does. Browsers disregard it on plain HTTP.
            headers.setdefault("Strict-Transport-Security", describe_hsts())
        return response


def describe_hsts() -> str:
    subdomains = "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
    return f"max-age={settings.SECURE_HSTS_SECONDS}{subdomains}"


def refuse_nonce():
    raise CSPNonceError("The policy is written already: a nonce has to be asked for while the page is made.")


NONCE_TOO_LATE = CheckableLazyObject(refuse_nonce)


class ContentPolicyMiddleware(CSPMiddleware):
    """django-csp's own, which writes the policy anew for each answer (0.1 ms); that of the settings alone is written once."""

    def process_response(self, request, response):
        is_own = any(name.startswith("_csp_") for name in vars(response)) or hasattr(request, "_csp_nonce")
        if is_own or settings.DEBUG or getattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY", None):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, write_usual_policy())
        request.csp_nonce = NONCE_TOO_LATE
        return response


@lru_cache(maxsize=1)
def write_usual_policy() -> str:
    return build_policy()
