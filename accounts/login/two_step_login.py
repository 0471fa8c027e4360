"""Log-in in two steps: the password, then a code where the account has a second factor. Only then is the user logged in."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth import login
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.desk_sessions import start_desk_session
from accounts.ip_addresses import client_address, mask_address
from accounts.models.user import User
from accounts.second_factor import devices
from backoffice.site import DESK_SESSION_KEY, is_door_staff_only
from content.local_time import format_moment

PENDING_LOGIN_KEY = "waiting_for_code"
CODE_TIMEOUT_MINUTES = 10
BACKEND = "accounts.login.backend.StaffBackend"
FEW_CODES = 3  # recovery codes left, from which on the user is asked to make new ones


def store_pending_login(request, user: User, next_page: str):
    """Remember in the session who gave the right password, with the session hash: a password changed since ends this log-in."""
    until = timezone.now() + dt.timedelta(minutes=CODE_TIMEOUT_MINUTES)
    request.session.cycle_key()
    request.session[PENDING_LOGIN_KEY] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "until": until.timestamp(),
        "next": next_page,
    }


def pending_login_user(request) -> User | None:
    """Return the account whose code is awaited; None where there is none, time has run out or the account has changed."""
    pending = request.session.get(PENDING_LOGIN_KEY)
    if not pending or pending["until"] < timezone.now().timestamp():
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    return user if user and not user.has_ended and has_session_hash(user, pending["hash"]) else None


def has_session_hash(user: User, found: str) -> bool:
    """Whether the hash is that of the user's password, with today's key or one before it (SECRET_KEY_FALLBACKS)."""
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(found, known) for known in hashes)


def complete_login(request, user: User, device=None, *, is_for_desk: bool = False):
    """Log the user in, show when and from where the last log-in was, and store the address of this one.

    A log-in for the door, and any of somebody who works at the door only, lasts longer and opens nothing else.
    """
    request.session.pop(PENDING_LOGIN_KEY, None)
    previous = user.last_login, user.last_login_address
    if device is not None:
        user.otp_device = device  # django-otp keeps it in the session
    request.session.pop(DESK_SESSION_KEY, None)
    request.session.set_expiry(None)
    login(request, user, backend=BACKEND)
    if is_for_desk or is_door_staff_only(user):
        start_desk_session(request.session, timezone.now())
    user.last_login_address = client_address(request)
    user.save(update_fields=["last_login_address"])
    show_last_login(request, *previous)
    if device is not None:
        warn_about_codes_left(request, user, device)


def show_last_login(request, at, address):
    if at is None:
        return
    values = {"when": format_moment(at), "address": mask_address(address)}
    if address:
        sentence = _("You last logged in on %(when)s from %(address)s. If that was not you, change your password.") % values
    else:
        sentence = _("You last logged in on %(when)s. If that was not you, change your password.") % values
    messages.info(request, sentence)


def warn_about_codes_left(request, user, device):
    if device._meta.model_name != "staticdevice":
        return
    left = devices.recovery_codes_left(user)
    sentence = _("That recovery code is used up; %(count)s are left.") % {"count": left}
    if left <= FEW_CODES:
        sentence += " " + _("Make new ones under My account.")
    messages.warning(request, sentence)
