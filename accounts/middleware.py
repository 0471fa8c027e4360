"""Stands before every page of the staff: what an account owes comes first, and being busy keeps it logged in."""

import re

from django.shortcuts import redirect
from django.utils import timezone

from accounts import requirements
from accounts.second_factor import devices
from content.models import SiteSettings

STAFF_PAGES = re.compile(r"^/(en/)?(admin|desk)(/|$)")
RENEWED_EVERY = 60  # seconds; a write for every click would be one too many

ALWAYS_OPEN_PAGES = {"admin:logout", "admin:jsi18n"} | {
    f"accounts:{name}" for name in ("log_in", "still_here", "password_link", "reset", "reset_sent", "reset_confirm")
}
PASSWORD_PAGES = {"admin:password_change", "accounts:password_change"}
CODE_PAGES = {"accounts:log_in_code"}
SET_UP_PAGES = {"accounts:second_factor_set_up", "accounts:second_factor_qr"}


class StaffMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not STAFF_PAGES.match(request.path_info) or not request.user.is_authenticated:
            return None
        extend_session(request.session)
        page, pages = required_page(request.user)
        if page is None or request.resolver_match.view_name in pages | ALWAYS_OPEN_PAGES:
            return None
        return redirect(page)


def required_page(user):
    """The page where it is done, and the pages that stay open meanwhile; no page where there is nothing to do."""
    site = SiteSettings.load()
    if requirements.must_change_password(user, site):
        return "accounts:password_change", PASSWORD_PAGES
    if user.is_verified() or not requirements.needs_second_factor(user, site):
        return None, set()
    if devices.confirmed_device(user):
        return "accounts:log_in_code", CODE_PAGES
    return "accounts:second_factor_set_up", SET_UP_PAGES


def extend_session(session):
    now = int(timezone.now().timestamp())
    if now - session.get("seen", 0) >= RENEWED_EVERY:
        session["seen"] = now
