"""Texts about a page for use elsewhere: titles, descriptions, share cards."""

import html
import re

from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from content.models import Sourced

SAMPLE = Sourced.Source.SAMPLE


def sample_label(record: Sourced) -> str:
    """Return the label that has to accompany made-up content wherever it is shown; "" if all of it is real."""
    if record.source == SAMPLE or "*" in record.sample_fields:
        return _("Sample")
    return _("Partly a sample") if record.sample_fields else ""


def mark_sample_title(title: str, *records: Sourced) -> str:
    """Return the title of what these records tell; it begins with the word for a sample where something of them is made up."""
    return _("Sample · %(title)s") % {"title": title} if any(map(sample_label, records)) else title


def sample_note(*records: Sourced) -> str:
    """Return the sentence that goes with the word for a sample where there is room for one; "" if all of it is real."""
    if not any(map(sample_label, records)):
        return ""
    return _("Sample: all or part of this was made up to show how the site works. It is not an official arrangement.")


def strip_markup(markup: str, length: int = 0) -> str:
    """Return rendered HTML as text on one line, truncated to `length` characters unless that is 0."""
    text = re.sub(r"\s+", " ", html.unescape(strip_tags(markup))).strip()
    return Truncator(text).chars(length) if length else text
