"""The address a request comes from, and whether the back office may be opened from there.

REMOTE_ADDR is the client's address: `edu_week.wsgi` replaces it with the one a proxy reports if, and only if, the proxy is
trusted.
"""

import re
from ipaddress import ip_address

from django.conf import settings
from django.shortcuts import render

ADMIN_PAGES = re.compile(r"^/admin(/|$)")


def client_address(request) -> str | None:
    """Return the client's address; an IPv4 address mapped into IPv6 as plain IPv4; None where it is no address."""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR") or "")
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def mask_address(address: str | None) -> str:
    """Return the first parts of the address: enough to recognise one's own network, too little to identify a person."""
    if not address:
        return "—"
    if "." in address:
        return ".".join(address.split(".")[:2]) + ".*.*"
    return ":".join(ip_address(address).exploded.split(":")[:3]) + ":*"


def is_admin_address_allowed(address: str | None) -> bool:
    allowed = settings.ADMIN_ALLOWED_CIDRS
    return not allowed or (address is not None and any(ip_address(address) in network for network in allowed))


class AdminAddressMiddleware:
    """Answer 403 where the back office is opened from an address outside `ADMIN_ALLOWED_CIDRS`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if ADMIN_PAGES.match(request.path_info) and not is_admin_address_allowed(client_address(request)):
            return render(request, "admin/accounts/address_refused.html", status=403)
        return self.get_response(request)
