"""Forms that ask for a code of the second factor, or once more for the password before the second factor changes."""

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.lockout import lockout_sentence
from accounts.second_factor import devices


class CodeForm(forms.Form):
    """`check` gets the typed code and raises CodeRefusedError; what it returns is stored as `accepted`."""

    code = forms.CharField(
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "none"}),
    )

    def __init__(self, *args, label, check, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = label
        self.check = check

    def clean_code(self):
        try:
            self.accepted = self.check(self.cleaned_data["code"])
        except devices.CodeRefusedError as refusal:
            raise ValidationError(refusal_sentence(refusal), code="refused") from None
        return self.cleaned_data["code"]


def refusal_sentence(refusal) -> str:
    if refusal.wait:
        return ngettext(
            "Wrong codes came just before. Wait one second, then try again.",
            "Wrong codes came just before. Wait %(seconds)s seconds, then try again.",
            refusal.wait,
        ) % {"seconds": refusal.wait}
    return _(
        "This code is not right. One from the phone has six digits and changes every half minute, and each can be used once; "
        "also check that the phone's clock is right."
    )


class PasswordForm(forms.Form):
    """Ask for one's own password before an action that cannot be undone. Wrong passwords count towards the lockout."""

    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self):
        name, password = self.request.user.get_username(), self.cleaned_data["password"]
        if authenticate(self.request, username=name, password=password) is None:
            if getattr(self.request, "axes_locked_out", False):
                raise ValidationError(lockout_sentence(self.request, name), code="locked")
            raise ValidationError(_("That is not your password."), code="wrong")
        return password
