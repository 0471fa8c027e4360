"""Form fields that let people write the models' JSON lists as lines of text."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

QUOTATION_SEPARATOR, RENDERING_SEPARATOR = "｜", "⇒"


class LinesField(forms.CharField):
    """A list of texts, one per line. Blank lines are dropped; a line is limited to `longest` characters."""

    longest = 300
    one_per_line = _("One per line.")

    def __init__(self, *, encoder=None, decoder=None, **kwargs):
        kwargs["widget"] = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
        kwargs["help_text"] = f"{self.one_per_line} {kwargs.get('help_text', '')}".strip()
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return "\n".join(self.as_line(item) for item in value) if isinstance(value, list) else value

    def to_python(self, value):
        if isinstance(value, list):
            return value
        lines = [(number, line.strip()) for number, line in enumerate((value or "").splitlines(), 1)]
        return [self.from_line(number, line) for number, line in lines if line]

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != (initial or [])
        except ValidationError:
            return True

    def as_line(self, item) -> str:
        return str(item)

    def from_line(self, number: int, line: str):
        if len(line) > self.longest:
            raise ValidationError(
                _("Line %(number)s is longer than %(longest)s characters."),
                params={"number": number, "longest": self.longest},
            )
        return line


class QuotationsField(LinesField):
    """Quotations {"ref", "quote", perhaps "en"} as lines “sentence｜words⇒English”; ordinary | and => are accepted too."""

    longest = 2000
    one_per_line = _("One per line: number of the sentence, ｜, its exact words; if you like ⇒ and your English rendering.")

    def as_line(self, item) -> str:
        if not isinstance(item, dict):
            return str(item)
        line = f"{item.get('ref', '')}{QUOTATION_SEPARATOR}{item.get('quote', '')}"
        return f"{line}{RENDERING_SEPARATOR}{item['en']}" if item.get("en") else line

    def from_line(self, number: int, line: str):
        ref, *quotes = re.split(r"[｜|]", super().from_line(number, line), maxsplit=1)
        quote, *renderings = re.split(r"⇒|=>", "".join(quotes), maxsplit=1)
        if not (ref.strip() and quote.strip()):
            raise ValidationError(
                _("Line %(number)s is not “sentence｜words”: %(line)s"), params={"number": number, "line": line[:60]}
            )
        rendering = "".join(renderings).strip()
        return {"ref": ref.strip(), "quote": quote.strip(), **({"en": rendering} if rendering else {})}
