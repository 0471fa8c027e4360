"""Log-ins, failures, locks and log-outs go into the audit log, whichever page they came from."""

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils.translation import gettext as _

from accounts.models.user import User
from backoffice.audit_log import events


@receiver(user_logged_in)
def note_log_in(sender, request, user, **kwargs):
    events.record_audit_event(events.Event.LOGIN, request=request, user=user)


@receiver(user_logged_out)
def note_log_out(sender, request, user, **kwargs):
    if user is not None:
        events.record_audit_event(events.Event.LOGOUT, request=request, user=user)


@receiver(user_login_failed)
def note_failure(sender, credentials, request=None, **kwargs):
    if request is None or was_locked_before(request):
        return
    user = find_account(credentials.get("username"))
    events.record_audit_event(
        events.Event.LOGIN_FAILED, request=request, about=user, detail=unknown_name_detail(user), succeeded=False
    )


@receiver(user_locked_out)
def note_lock(sender, request, username, **kwargs):
    if was_locked_before(request):
        return
    user = find_account(username)
    events.record_audit_event(
        events.Event.LOCKED_OUT, request=request, about=user, detail=unknown_name_detail(user), succeeded=False
    )


def was_locked_before(request) -> bool:
    """While a lock lasts, tries are neither counted nor noted: somebody's script must not fill the log."""
    return getattr(request, "axes_locked_out", False) and getattr(request, "axes_failures_since_start", None) is None


def find_account(username):
    return User.objects.filter(username=username or "").first()


def unknown_name_detail(user) -> str:
    """A name that nobody has is not written down: people type their password into the wrong box."""
    return "" if user else _("a name that no account has")
