"""Form fields that tolerate how people type (full-width digits, spaces, +86) and refuse what must not be stored."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

MOBILE_NUMBER = re.compile(r"1[3-9]\d{9}")
IDENTITY_NUMBER = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15})(?!\d)")
NAME_PUNCTUATION = set(" ·.-'’&（）()")


def normalise_width(text: str) -> str:
    """Return the text with full-width digits and letters as ordinary ones (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def refuse_identity_number(text: str):
    if IDENTITY_NUMBER.search(re.sub(r"[\s\-_.·]", "", normalise_width(text))):
        raise ValidationError(_("This looks like an identity number. We never keep those; please leave it out."))


def refuse_control_characters(text: str):
    if any(unicodedata.category(char) == "Cc" and char not in "\n\r\t" for char in text):
        raise ValidationError(_("This contains characters that cannot be printed. Please type it again."))


class TextField(forms.CharField):
    """Short free text without control characters and identity numbers."""

    default_validators = [refuse_control_characters, refuse_identity_number]


class NameField(TextField):
    """A person's name: letters of any script, rare Han characters included, and `NAME_PUNCTUATION`."""

    def validate(self, value):
        super().validate(value)
        if any(not (unicodedata.category(char)[0] in "LM" or char in NAME_PUNCTUATION) for char in value):
            raise ValidationError(_("Please give a name in letters only, for example “Ms Wang”."))


class MobileField(forms.CharField):
    """An eleven-digit mobile number of mainland China, with any grouping or country code; cleans to the bare digits."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "numeric", "autocomplete": "tel"})

    def to_python(self, value):
        text = re.sub(r"[\s\-()]", "", normalise_width(super().to_python(value)))
        return re.sub(r"^(\+?86|0086)(?=1\d{10}$)", "", text)

    def validate(self, value):
        super().validate(value)
        if MOBILE_NUMBER.fullmatch(value) and value.isascii():
            return
        if not (value.isascii() and value.isdigit()):
            raise ValidationError(_("A mobile number has digits only, for example 138 0000 0000."))
        if len(value) != 11:
            raise ValidationError(
                ngettext(
                    "A mobile number has 11 digits; this has %(count)s.",
                    "A mobile number has 11 digits; this has %(count)s.",
                    len(value),
                )
                % {"count": len(value)}
            )
        raise ValidationError(_("A mobile number begins with 13 to 19. Please check it."))


class CountField(forms.IntegerField):
    """A number of people. An optional field that is left blank cleans to `empty`."""

    def __init__(self, *, empty: int | None = None, **kwargs):
        self.empty = empty
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", 999)
        kwargs.setdefault("error_messages", {"invalid": _("Please give a whole number.")})
        super().__init__(**kwargs)

    def to_python(self, value):
        number = super().to_python(normalise_width(value) if isinstance(value, str) else value)
        return self.empty if number is None else number


class ReferenceField(forms.CharField):
    """A booking reference; cleans to capitals without the hyphen it is displayed with."""

    def to_python(self, value):
        return re.sub(r"[\s\-]", "", normalise_width(super().to_python(value))).upper()
