"""Record log-ins, failed log-ins, lockouts and log-outs in the audit log, whichever page they come from."""

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils.translation import gettext as _

from accounts.models.user import User
from backoffice.audit_log import events


@receiver(user_logged_in)
def record_login(sender, request, user, **kwargs):
    events.record_audit_event(events.Event.LOGIN, request=request, user=user)


@receiver(user_logged_out)
def record_logout(sender, request, user, **kwargs):
    if user is not None:
        events.record_audit_event(events.Event.LOGOUT, request=request, user=user)


@receiver(user_login_failed)
def record_failed_login(sender, credentials, request=None, **kwargs):
    if request is None or was_locked_before(request):
        return
    user = find_account(credentials.get("username"))
    events.record_audit_event(
        events.Event.LOGIN_FAILED, request=request, about=user, detail=unknown_name_detail(user), succeeded=False
    )


@receiver(user_locked_out)
def record_lockout(sender, request, username, **kwargs):
    if was_locked_before(request):
        return
    user = find_account(username)
    events.record_audit_event(
        events.Event.LOCKED_OUT, request=request, about=user, detail=unknown_name_detail(user), succeeded=False
    )


def was_locked_before(request) -> bool:
    """While a lock lasts, attempts are neither counted nor recorded, so that a script cannot fill the log."""
    return getattr(request, "axes_locked_out", False) and getattr(request, "axes_failures_since_start", None) is None


def find_account(username):
    return User.objects.filter(username=username or "").first()


def unknown_name_detail(user) -> str:
    """A name that no account has is never recorded: people sometimes type their password into the wrong box."""
    return "" if user else _("a name that no account has")
