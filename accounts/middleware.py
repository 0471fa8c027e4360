"""For every page of the staff: redirect an account to what it has to do first, and extend its session while it is used."""

import datetime as dt
import re

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts import requirements
from accounts.desk_sessions import is_desk_session
from accounts.second_factor import devices
from backoffice.form_drafts.sent_forms import keep_until_log_in
from backoffice.site import is_door_staff_only
from content.models import SiteSettings

STAFF_PAGES = re.compile(r"^/(en/)?(admin|desk)(/|$)")
SESSION_LIFETIME_SECONDS = 12 * 3600  # a working day; then the password is asked for again, however busy somebody was
SESSION_RENEWAL_SECONDS = 60  # not at every request, because each renewal writes to the database

ALWAYS_OPEN_PAGES = {"admin:logout", "admin:jsi18n"} | {
    f"accounts:{name}" for name in ("log_in", "keep_session_alive", "password_link", "reset", "reset_sent", "reset_confirm")
}
DESK_PAGES = {"desk_log_in", "desk_log_in_code", "desk_log_out"}
PASSWORD_PAGES = {"admin:password_change", "accounts:password_change", "desk_password"}
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
        if is_session_over(request.session):
            logout(request)
            keep_until_log_in(request)
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        extend_session(request.session)
        page, pages = required_page(request.user)
        if page is None or request.resolver_match.view_name in pages | ALWAYS_OPEN_PAGES | DESK_PAGES:
            return None
        if page == "accounts:password_change" and is_at_desk(request):
            page = "desk_password"
        keep_until_log_in(request)
        return redirect(page)


def is_at_desk(request) -> bool:
    """Whether the account uses the door's pages, the only ones that door staff and a phone at the door can open."""
    return "desk" in request.path_info.split("/")[:3] or is_desk_session(request.session) or is_door_staff_only(request.user)


def required_page(user):
    """Return the URL name of the page the account has to use first, or None, and the URL names that stay open until then."""
    site = SiteSettings.load()
    if requirements.must_change_password(user, site):
        return "accounts:password_change", PASSWORD_PAGES
    if user.is_verified() or not requirements.needs_second_factor(user, site):
        return None, set()
    if devices.confirmed_device(user):
        return "accounts:log_in_code", CODE_PAGES
    return "accounts:second_factor_set_up", SET_UP_PAGES


def is_session_over(session) -> bool:
    """Whether it began so long ago that extending it ends. It begins with the first page of the staff after log-in."""
    now = timezone.now()
    session.setdefault("began", int(now.timestamp()))
    return is_too_old(session, now)


def is_too_old(data, now: dt.datetime) -> bool:
    """`data` is a session or what is stored in one. One that has not begun counts as old."""
    return now.timestamp() - data.get("began", 0) >= SESSION_LIFETIME_SECONDS


def extend_session(session):
    """Changing the session makes Django save it with a new expiry time."""
    now = timezone.now()
    if is_to_be_extended(session, now):
        session["seen"] = int(now.timestamp())


def is_to_be_extended(data, now: dt.datetime) -> bool:
    return int(now.timestamp()) - data.get("seen", 0) >= SESSION_RENEWAL_SECONDS
