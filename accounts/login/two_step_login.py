"""Two steps: the password, then a code where the account has a second factor. Only then is anybody logged in."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth import login
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.second_factor import devices
from accounts.ip_addresses import address_of, shortened
from accounts.models.user import User

WAITING = "waiting_for_code"
MINUTES_FOR_THE_CODE = 10
BACKEND = "accounts.login.backend.StaffBackend"
FEW_CODES = 3


def remember_password_was_right(request, user: User, next_page: str):
    """The hash goes with it: a password changed meanwhile begins anew."""
    until = timezone.now() + dt.timedelta(minutes=MINUTES_FOR_THE_CODE)
    request.session.cycle_key()
    request.session[WAITING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "until": until.timestamp(),
        "next": next_page,
    }


def who_is_waiting(request) -> User | None:
    waiting = request.session.get(WAITING)
    if not waiting or waiting["until"] < timezone.now().timestamp():
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    return user if user and not user.has_ended and user.get_session_auth_hash() == waiting["hash"] else None


def let_in(request, user: User, device=None):
    """Logs in, tells of the last time, and notes this one."""
    request.session.pop(WAITING, None)
    before = user.last_login, user.last_login_address
    if device is not None:
        user.otp_device = device  # django-otp keeps it in the session
    login(request, user, backend=BACKEND)
    user.last_login_address = address_of(request)
    user.save(update_fields=["last_login_address"])
    tell_of_last_time(request, *before)
    if device is not None:
        tell_of_codes_left(request, user, device)


def tell_of_last_time(request, at, address):
    if at is None:
        return
    words = {"when": date_format(timezone.localtime(at), "DATETIME_FORMAT"), "address": shortened(address)}
    if address:
        said = _("You last logged in on %(when)s from %(address)s. If that was not you, change your password.") % words
    else:
        said = _("You last logged in on %(when)s. If that was not you, change your password.") % words
    messages.info(request, said)


def tell_of_codes_left(request, user, device):
    if device._meta.model_name != "staticdevice":
        return
    left = devices.recovery_codes_left(user)
    told = _("That recovery code is used up; %(count)s are left.") % {"count": left}
    if left <= FEW_CODES:
        told += " " + _("Make new ones under My account.")
    messages.warning(request, told)
