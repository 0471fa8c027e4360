"""Form fields for what visitors type and paste. Each cleans what can be understood and refuses the rest in a sentence of ours."""

import hashlib
import json
import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content import text_cleaning
from events.bookings import spam_guard
from events.bookings.identity_numbers import has_identity_number

MOBILE_NUMBER = re.compile(r"1[3-9]\d{9}")
NUMBER_LABEL = re.compile(r"^(tel|phone|mobile|手机号码?|手机|电话号码?|电话)[:.]?", re.IGNORECASE)
NUMBER_SIGNS = re.compile(r"[\s\-\u2010-\u2015\u2043\u2212\u30fb·•.。,、_/()\[\]]")
DOTS_OF_NAMES = re.compile(r"\s*[·•・‧．⋅･∙․⸱ꞏ\u0387]\s*")
HAN_DOT = re.compile(r"(?<=[\u3007\u3400-\u9fff\U00020000-\U000323af])\.(?=[\u3007\u3400-\u9fff\U00020000-\U000323af])")
WIDE_LETTERS = re.compile("[Ａ-Ｚａ-ｚ＆＇－]+")
HYPHENS = re.compile("[\u2010-\u2015\u2212\ufe63]")
NAME_PUNCTUATION = set(" ·.-'’‘ʼ&()（）〇\u0f0b\u0f0c")  # the last two part the syllables of a Tibetan name
JOINING_SCRIPTS = "\u0600-\u18af"  # Arabic, the scripts of India, Tibetan, Mongolian: joiners shape their letters
NEEDLESS_MARKS = re.compile(rf"[\ufe00-\ufe0f]|(?<![{JOINING_SCRIPTS}])[\u200c\u200d]|[\u200c\u200d](?![{JOINING_SCRIPTS}])")

UNPRINTABLE = _("This contains characters that cannot be printed. Please type it again.")
NOT_LISTED = _("Please choose one of those listed.")
NOT_AN_ADDRESS = _("This email address is incomplete. It should look like wang@example.com.")


class OwnSentences:
    """Mixin for every field that visitors fill in: Django's own sentences never reach them."""

    default_error_messages = {
        "required": _("Please fill this in."),
        "max_length": _("Please keep this to %(limit_value)s characters; it has %(show_value)s."),
        "min_value": _("This cannot be less than %(limit_value)s."),
        "max_value": _("This cannot be more than %(limit_value)s."),
        "null_characters_not_allowed": UNPRINTABLE,
        "invalid_choice": NOT_LISTED,
        "invalid_list": NOT_LISTED,
    }


def refuse_identity_number(text: str):
    if has_identity_number(text):
        raise ValidationError(_("This looks like an identity number. We never keep those; please leave it out."))


class PrintableField(OwnSentences, forms.CharField):
    """Base of the fields for text: refuses control characters."""

    def validate(self, value):
        super().validate(value)
        if text_cleaning.has_control_characters(value):
            raise ValidationError(UNPRINTABLE)


class TextField(PrintableField):
    """Free text without invisible marks and identity numbers; on one line, unless in a text area."""

    default_validators = [refuse_identity_number]

    def to_python(self, value):
        text = text_cleaning.remove_invisible(super().to_python(value), keep_shaping=True)
        return text if isinstance(self.widget, forms.Textarea) else text_cleaning.collapse_spaces(text)


class NameField(TextField):
    """A person's name: letters of any script, rare Han characters included, and `NAME_PUNCTUATION`."""

    def to_python(self, value):
        text = NEEDLESS_MARKS.sub("", super().to_python(value))
        text = DOTS_OF_NAMES.sub("·", text).replace("○", "〇")
        text = WIDE_LETTERS.sub(lambda match: text_cleaning.normalise_width(match[0]), text)
        return HYPHENS.sub("-", HAN_DOT.sub("·", text)).strip()

    def validate(self, value):
        super().validate(value)
        marks = text_cleaning.SHAPING.sub("", value)
        if not any(map(str.isalpha, marks)) or not all(is_of_a_name(char) for char in marks):
            raise ValidationError(_("Please give a name in letters only, for example “Ms Wang”."))


def is_of_a_name(char: str) -> bool:
    return text_cleaning.is_letter_or_mark(char) or char in NAME_PUNCTUATION


class MobileField(PrintableField):
    """An eleven-digit mobile number of mainland China, with any grouping or country code; cleans to the bare digits."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "numeric", "autocomplete": "tel"})

    def to_python(self, value):
        text = text_cleaning.remove_invisible(text_cleaning.normalise_width(super().to_python(value)))
        text = NUMBER_SIGNS.sub("", text_cleaning.normalise_digits(text))
        text = NUMBER_SIGNS.sub("", NUMBER_LABEL.sub("", text))
        return re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", text)

    def validate(self, value):
        super().validate(value)
        refuse_identity_number(value)
        if MOBILE_NUMBER.fullmatch(value):
            return
        if re.fullmatch(r"(\+|00)\d+", value):
            raise ValidationError(_("Only mobile numbers of mainland China are taken: 11 digits that begin with 13 to 19."))
        if not value.isdecimal():
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


class MailField(PrintableField):
    """A mail address to which mail can be sent; cleans to lower case without what comes along when it is pasted."""

    widget = forms.EmailInput(attrs={"autocomplete": "email"})

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 254, **kwargs})

    def to_python(self, value):
        text = text_cleaning.remove_invisible(text_cleaning.normalise_width(super().to_python(value)))
        text = text.strip().replace("。", ".").lower().removeprefix("mailto:")
        return text[1:-1].strip() if text.startswith("<") and text.endswith(">") else text

    def validate(self, value):
        super().validate(value)
        if re.search(r"\s", value):
            raise ValidationError(_("An email address has no spaces or line breaks. Please remove them."))
        refuse_identity_number(value)
        if value:
            refuse_undeliverable(value)


def refuse_undeliverable(address: str):
    """Refuse what mail servers do not take: Django's check lets through hosts without a domain, and letters it cannot send."""
    name, _at, host = address.rpartition("@")
    try:
        host = host.encode("idna").decode("ascii")
        EmailValidator(allowlist=[])(f"{name}@{host}")
    except (UnicodeError, ValidationError) as problem:
        raise ValidationError(NOT_AN_ADDRESS) from problem
    has_country = re.search(r"\.(?:[a-z]+|xn--[a-z0-9-]+)$", host)
    if not has_country or not name.isascii() or '"' in name or len(name) > 64:
        raise ValidationError(NOT_AN_ADDRESS)


class CountField(OwnSentences, forms.IntegerField):
    """A number of people. An optional field that is left blank cleans to `empty`."""

    default_error_messages = {"invalid": _("Please give a whole number.")}

    def __init__(self, *, empty: int | None = None, **kwargs):
        self.empty = empty
        super().__init__(**{"min_value": 0, "max_value": 999, **kwargs})

    def to_python(self, value):
        if isinstance(value, str):
            value = text_cleaning.remove_invisible(text_cleaning.normalise_width(value))
        number = super().to_python(value)
        return self.empty if number is None else number


class PeopleField(CountField):
    """How many come on an individual booking."""

    default_error_messages = {"min_value": _("At least 1 person must come.")}

    def __init__(self, **kwargs):
        super().__init__(**{"min_value": 1, "label": _("People"), **kwargs})


class ReferenceField(PrintableField):
    """A booking reference; cleans to capitals without the hyphen it is displayed with."""

    def to_python(self, value):
        text = text_cleaning.remove_invisible(text_cleaning.normalise_width(super().to_python(value)))
        return NUMBER_SIGNS.sub("", text).upper()


class ChoiceField(OwnSentences, forms.TypedChoiceField):
    """One choice out of some."""


class MultipleChoiceField(OwnSentences, forms.TypedMultipleChoiceField):
    """Any number of choices out of some."""


class CheckboxField(OwnSentences, forms.BooleanField):
    """A box to tick."""


class HiddenText(forms.HiddenInput):
    """A hidden field without a template: each booking form has two of them."""

    def render(self, name, value, attrs=None, renderer=None):
        shown = format_html(' value="{}"', value) if value else ""
        return format_html('<input type="hidden" name="{}"{}{}>', name, shown, flatatt(self.build_attrs(self.attrs, attrs)))


class SubmissionField(forms.CharField):
    """The token of a form. What could not be stored as it is stands for itself as a digest, so no token is ever refused."""

    widget = HiddenText
    longest = 64

    def __init__(self):
        super().__init__(required=False)

    def clean(self, value):
        value = self.to_python(value)
        is_storable = len(value) <= self.longest and value.isprintable()
        return value if is_storable else hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()


class ProofField(forms.CharField):
    """The proof of work of the page's script. Each rendering has a new challenge, because a proof is valid only once."""

    widget = forms.HiddenInput

    def widget_attrs(self, widget):
        return {"data-challenge": json.dumps(spam_guard.create_challenge())}

    def bound_data(self, data, initial):
        return ""

    def clean(self, value):
        if not value:
            raise ValidationError(
                _("Please turn on JavaScript for this page. Without it, ask the staff at the door of the session.")
            )
        return value


class TrapField(forms.CharField):
    """A field that people do not see. Whatever is in it is no error of its own, and does not come back with the form."""

    def bound_data(self, data, initial):
        return initial

    def clean(self, value):
        return self.to_python(value)
