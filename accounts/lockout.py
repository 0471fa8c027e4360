"""User names locked after too many wrong passwords from one address. django-axes counts the attempts; this reads its rows."""

import datetime as dt
import math

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.ip_addresses import client_address


def list_lockouts():
    """Return rows of `username`, `ip_address` and `last_at`, the time of the last failed attempt, for each current lock."""
    recent = AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - settings.AXES_COOLOFF_TIME)
    counted = recent.order_by().values("username", "ip_address").annotate(last_at=Max("attempt_time"))
    counted = counted.annotate(failures=Sum("failures_since_start"))
    return counted.filter(failures__gte=settings.AXES_FAILURE_LIMIT).order_by("-last_at")


def lockout_minutes_left(username: str, address: str | None) -> int:
    """Return the minutes until the lock ends, rounded up, at least 1."""
    lock = list_lockouts().filter(username=username, ip_address=address).first()
    if lock is None:
        return 1
    left = lock["last_at"] + settings.AXES_COOLOFF_TIME - timezone.now()
    return max(math.ceil(left / dt.timedelta(minutes=1)), 1)


def lockout_sentence(request, username: str) -> str:
    minutes = lockout_minutes_left(username, client_address(request))
    return ngettext(
        "Too many wrong passwords: this name is locked from here for another minute. "
        "If it is urgent or the password is lost, a system administrator can lift the lock or send a link for a new password.",
        "Too many wrong passwords: this name is locked from here for another %(minutes)s minutes. "
        "If it is urgent or the password is lost, a system administrator can lift the lock or send a link for a new password.",
        minutes,
    ) % {"minutes": minutes}


def lift_lockout(username: str) -> int:
    """Delete the failed attempts from every address; return how many rows were deleted."""
    return AccessAttempt.objects.filter(username=username).delete()[0]


def lockout_response(request, response, credentials):
    """Callback of django-axes: keep the log-in page, which already says how long the lock lasts."""
    return response
