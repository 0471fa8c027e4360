from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, UsernameField
from django.utils.translation import gettext_lazy as _

from schools.models import User


class InvitationForm(forms.ModelForm):
    """An account that opens when its owner has chosen a password."""

    class Meta:
        model = User
        fields = ("username", "display_name", "email", "groups", "schools")
        field_classes = {"username": UsernameField}
        help_texts = {
            "username": _("What the person logs in with: letters, digits, . _ - and @. It stays."),
            "email": _("The link is also sent there. Blank: copy it yourself, for instance into WeChat."),
        }

    def save(self, commit=True):
        self.instance.is_staff = True
        self.instance.is_active = False
        self.instance.set_unusable_password()
        return super().save(commit)


class TemporaryPasswordForm(AdminPasswordChangeForm):
    """Chosen by somebody else, so its owner has to change it at the next log-in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)

    def save(self, commit=True):
        user = super().save(commit=False)
        user.password_changed_at = None
        if commit:
            user.save()
        return user
