"""Where a request comes from, and whether the back office may be opened from there.

REMOTE_ADDR is the client's: `edu_week.wsgi` has put the proxy's word there if, and only if, the proxy is to be trusted.
"""

import re
from ipaddress import ip_address

from django.conf import settings
from django.shortcuts import render

ADMIN_PAGES = re.compile(r"^/admin(/|$)")


def client_address(request) -> str | None:
    """The client's address; one that IPv6 wraps around IPv4 is given as IPv4."""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR") or "")
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def mask_address(address: str | None) -> str:
    """Enough to know one's own network again, too little to say who sat there."""
    if not address:
        return "—"
    if "." in address:
        return ".".join(address.split(".")[:2]) + ".*.*"
    return ":".join(ip_address(address).exploded.split(":")[:3]) + ":*"


def is_admin_address_allowed(address: str | None) -> bool:
    allowed = settings.ADMIN_ALLOWED_CIDRS
    return not allowed or (address is not None and any(ip_address(address) in network for network in allowed))


class AdminAddressMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if ADMIN_PAGES.match(request.path_info) and not is_admin_address_allowed(client_address(request)):
            return render(request, "admin/accounts/address_refused.html", status=403)
        return self.get_response(request)
