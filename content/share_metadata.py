"""Words about a page for places outside it: titles, descriptions, cards."""

import html
import re

from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from content.models import Sourced

SAMPLE = Sourced.Source.SAMPLE


def sample_label(record: Sourced) -> str:
    """The mark that has to follow made-up content wherever it is shown; blank where all of it is real."""
    if record.source == SAMPLE or "*" in record.sample_fields:
        return _("Sample")
    return _("Partly a sample") if record.sample_fields else ""


def strip_markup(markup: str, length: int = 0) -> str:
    """Rendered text without its tags and line breaks."""
    text = re.sub(r"\s+", " ", html.unescape(strip_tags(markup))).strip()
    return Truncator(text).chars(length) if length else text
