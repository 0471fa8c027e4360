"""Requirements on passwords besides Django's own (GB/T 22239, second level)."""

import re

from django.conf import settings
from django.contrib.auth.hashers import check_password, is_password_usable
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models.password import PastPassword
from content.models import SiteSettings

KINDS_NEEDED = 3
REMEMBERED = 5  # passwords that may not be used again, the current one included
PAST_COUNT = REMEMBERED - 1  # the current one is stored with the account
LETTERS_BESIDES = 4  # besides words of the site
SHORTEST_SITE_WORD = 2
ROLE_WORDS = {"admin", "administrator", "approver", "auditor", "bureau", "door", "editor", "school", "staff", "system", "portal"}
ROLE_WORDS |= {"password", "welcome", "vocational", "education", "week", "zhijiao", "jiaoyu", "huodongzhou", "xuexiao"}


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


class SiteWordsValidator:
    """Refuses a password that is made of the words of this place: its names, its address, what staff call themselves."""

    def validate(self, password, user=None):
        rest = password.lower()
        for word in sorted(list_site_words(), key=len, reverse=True):
            rest = rest.replace(word, "")
        if sum(char.isalpha() for char in rest) < LETTERS_BESIDES:
            raise ValidationError(self.get_help_text(), code="password_of_site_words")

    def get_help_text(self):
        return _("The password needs other words than those of this site, its city and its roles.")


def list_site_words() -> set[str]:
    site = SiteSettings.load()
    names = [site.site_name, site.site_name_en, site.city_name, site.city_name_en, site.province_name]
    names += [site.campus_name, site.campus_name_en, site.campus_short_name, site.campus_short_name_en, settings.BASE_HOST]
    words = {word for name in names for word in re.split(r"[\W\d_]+", name.lower())}
    return {word for word in words if len(word) >= SHORTEST_SITE_WORD} | ROLE_WORDS


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
