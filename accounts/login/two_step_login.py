"""Two steps: the password, then a code where the account has a second factor. Only then is anybody logged in."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth import login
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.ip_addresses import client_address, mask_address
from accounts.models.user import User
from accounts.second_factor import devices

PENDING_LOGIN_KEY = "waiting_for_code"
MINUTES_FOR_THE_CODE = 10
BACKEND = "accounts.login.backend.StaffBackend"
FEW_CODES = 3


def store_pending_login(request, user: User, next_page: str):
    """The hash goes with it: a password changed meanwhile begins anew."""
    until = timezone.now() + dt.timedelta(minutes=MINUTES_FOR_THE_CODE)
    request.session.cycle_key()
    request.session[PENDING_LOGIN_KEY] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "until": until.timestamp(),
        "next": next_page,
    }


def pending_login_user(request) -> User | None:
    waiting = request.session.get(PENDING_LOGIN_KEY)
    if not waiting or waiting["until"] < timezone.now().timestamp():
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    return user if user and not user.has_ended and user.get_session_auth_hash() == waiting["hash"] else None


def complete_login(request, user: User, device=None):
    """Logs in, tells of the last time, and notes this one."""
    request.session.pop(PENDING_LOGIN_KEY, None)
    before = user.last_login, user.last_login_address
    if device is not None:
        user.otp_device = device  # django-otp keeps it in the session
    login(request, user, backend=BACKEND)
    user.last_login_address = client_address(request)
    user.save(update_fields=["last_login_address"])
    show_last_login(request, *before)
    if device is not None:
        warn_about_codes_left(request, user, device)


def show_last_login(request, at, address):
    if at is None:
        return
    words = {"when": date_format(timezone.localtime(at), "DATETIME_FORMAT"), "address": mask_address(address)}
    if address:
        said = _("You last logged in on %(when)s from %(address)s. If that was not you, change your password.") % words
    else:
        said = _("You last logged in on %(when)s. If that was not you, change your password.") % words
    messages.info(request, said)


def warn_about_codes_left(request, user, device):
    if device._meta.model_name != "staticdevice":
        return
    left = devices.recovery_codes_left(user)
    told = _("That recovery code is used up; %(count)s are left.") % {"count": left}
    if left <= FEW_CODES:
        told += " " + _("Make new ones under My account.")
    messages.warning(request, told)
