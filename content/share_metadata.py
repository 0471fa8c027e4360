"""Texts about a page for use elsewhere: titles, descriptions, share cards."""

import html
import re

from django.utils.html import strip_tags
from django.utils.text import Truncator


def strip_markup(markup: str, length: int = 0) -> str:
    """Return rendered HTML as text on one line, truncated to `length` characters unless that is 0."""
    text = re.sub(r"\s+", " ", html.unescape(strip_tags(markup))).strip()
    return Truncator(text).chars(length) if length else text
