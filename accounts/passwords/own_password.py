"""Changing one's own password, in the back office and at the door."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext as _

from accounts import requirements
from accounts.sessions import live_sessions
from backoffice.audit_log import events
from content.models import SiteSettings


@dataclass(frozen=True, kw_only=True)
class PasswordChange:
    """What was sent, or an empty form. `is_due`: nothing else can be used before; `lead` says why."""

    form: PasswordChangeForm
    is_due: bool
    is_changed: bool

    @property
    def lead(self) -> str:
        return _("Your password has expired or was chosen by someone else. Choose a new one to go on.") if self.is_due else ""


def change_own_password(request) -> PasswordChange:
    """Change it if a good one was sent; then all other sessions of the account end."""
    is_due = requirements.must_change_password(request.user, SiteSettings.load())
    form = PasswordChangeForm(request.user, request.POST or None)
    is_changed = request.method == "POST" and form.is_valid()
    if is_changed:
        form.save()
        update_session_auth_hash(request, form.user)
        live_sessions.end_all_sessions(request.user, except_key=request.session.session_key)
        events.record_audit_event(events.Event.PASSWORD_CHANGED, request=request, about=request.user)
        messages.success(request, _("Your password is changed; other devices were logged out."))
    return PasswordChange(form=form, is_due=is_due, is_changed=is_changed)
