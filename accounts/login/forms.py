from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.ip_addresses import client_address
from accounts.lockout import lockout_sentence
from accounts.login import spraying


class LogInForm(AdminAuthenticationForm):
    error_messages = {
        "invalid_login": _(
            "User name and password do not match, or the account is closed. Mind capital and small letters; after 5"
            " wrong attempts the name is locked for 15 minutes."
        ),
        "paused": _(
            "Wrong passwords for many names came from your network just now, so only one attempt at a time is let through from"
            " there. Wait %(seconds)s seconds, then try again."
        ),
    }

    is_paused = False

    def clean(self):
        """Before the password is looked at, so that a paused try tells nothing about it and counts towards no lock."""
        self.is_paused = spraying.must_pause(client_address(self.request))
        if self.is_paused:
            seconds = {"seconds": spraying.PAUSE_SECONDS}
            raise ValidationError(self.error_messages["paused"], code="paused", params=seconds)
        return super().clean()

    @property
    def is_locked(self) -> bool:
        return getattr(self.request, "axes_locked_out", False)

    def get_invalid_login_error(self):
        if self.is_locked:
            return ValidationError(lockout_sentence(self.request, self.cleaned_data["username"]), code="locked")
        return ValidationError(self.error_messages["invalid_login"], code="invalid_login")

    def confirm_login_allowed(self, user):
        if not user.is_staff:
            raise self.get_invalid_login_error()
