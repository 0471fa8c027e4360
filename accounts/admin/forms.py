from collections.abc import Sequence

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, UsernameField
from django.utils.translation import gettext_lazy as _

from accounts.extensions import AccountExtension
from accounts.models.user import User

NO_ROLE = _("Choose at least one role: without one the person could log in and do nothing.")


class InvitationForm(forms.ModelForm):
    """Create an account that is closed until its owner has chosen a password."""

    class Meta:
        model = User
        fields = ("username", "display_name", "email", "groups")
        field_classes = {"username": UsernameField}
        help_texts = {
            "username": _("What the person logs in with: letters, digits, . _ - and @. It stays."),
            "email": _("The link is also sent there. Blank: copy it yourself, for instance into WeChat."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "groups" in self.fields:
            self.fields["groups"].required = True
            self.fields["groups"].error_messages["required"] = NO_ROLE

    def save(self, commit=True):
        self.instance.is_staff = True
        self.instance.is_active = False
        self.instance.set_unusable_password()
        return super().save(commit)


class TemporaryPasswordForm(AdminPasswordChangeForm):
    """Set a password for somebody else, who has to change it at the next log-in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)

    def save(self, commit=True):
        user = super().save(commit=False)
        user.password_changed_at = None
        if commit:
            user.save()
        return user


class ExtensionFields:
    """Form mixin for fields of other apps: each extension gives its field's initial value and saves it."""

    extensions: Sequence[AccountExtension] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for extension in self.extensions:
            self.initial.setdefault(extension.name, extension.load_value(self.instance))

    def clean(self):
        cleaned = super().clean()
        roles = self.cleaned_data.get("groups", ())
        if "groups" in self.fields and "groups" not in self.errors:
            for extension in self.extensions:
                if extension.name in self.cleaned_data:
                    self.check_extension_field(extension, roles)
        return cleaned

    def check_extension_field(self, extension: AccountExtension, roles):
        try:
            extension.check_value(self.cleaned_data[extension.name], roles)
        except forms.ValidationError as error:
            self.add_error(extension.name, error)

    def save_extension_fields(self):
        for extension in self.extensions:
            if extension.name in self.changed_data:
                extension.save_value(self.instance, self.cleaned_data[extension.name])


def extend_form(form: type[forms.ModelForm], extensions: Sequence[AccountExtension]) -> type[forms.ModelForm]:
    """Return a subclass of the form with a field for each extension."""
    fields = {extension.name: extension.build_field() for extension in extensions}
    return type(form.__name__, (ExtensionFields, form), {**fields, "extensions": extensions})
