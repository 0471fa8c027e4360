from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.lockout import lockout_sentence


class LogInForm(AdminAuthenticationForm):
    error_messages = {
        "invalid_login": _(
            "User name and password do not match, or the account is closed. Mind capital and small letters; after 5"
            " wrong attempts the name is locked for 15 minutes."
        ),
    }

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
