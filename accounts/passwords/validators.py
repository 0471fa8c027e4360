"""Requirements on passwords besides Django's own (GB/T 22239, second level)."""

from django.contrib.auth.hashers import check_password, is_password_usable
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models.password import PastPassword

KINDS_NEEDED = 3
REMEMBERED = 5  # passwords that may not be used again, the current one included
PAST_COUNT = REMEMBERED - 1  # the current one is stored with the account


class CharacterKindsValidator:
    def validate(self, password, user=None):
        if count_character_kinds(password) < KINDS_NEEDED:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self):
        return _("The password needs three of these four: small letters, capital letters, digits, other characters.")


def count_character_kinds(password: str) -> int:
    tests = (
        lambda char: char.isascii() and char.islower(),
        lambda char: char.isascii() and char.isupper(),
        lambda char: char.isascii() and char.isdigit(),
        lambda char: not (char.isascii() and char.isalnum()),
    )
    return sum(any(test(char) for char in password) for test in tests)


class PasswordHistoryValidator:
    """Refuses recent passwords. Django calls `password_changed` for every password that is saved, whoever set it."""

    def validate(self, password, user=None):
        if user is None or user.pk is None:
            return
        past = user.past_passwords.values_list("encoded", flat=True)[:PAST_COUNT]
        if any(check_password(password, encoded) for encoded in (user.password, *past)):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def get_help_text(self):
        return ngettext(
            "The password must not be the last one you had.",
            "The password must not be one of the last %(count)s you had.",
            REMEMBERED,
        ) % {"count": REMEMBERED}

    def password_changed(self, password, user=None):
        if user is None or not is_password_usable(user.replaced_password) or not user.replaced_password:
            return
        PastPassword.objects.create(user=user, encoded=user.replaced_password)
        user.replaced_password = ""
        recent = user.past_passwords.values_list("pk", flat=True)[:PAST_COUNT]
        user.past_passwords.exclude(pk__in=list(recent)).delete()
