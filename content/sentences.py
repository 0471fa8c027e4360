"""Sentences one after the other: Chinese has no space between them, a template or a format that joins two has one."""

import re

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

# The end of a Chinese sentence, tags that close there, and the space before what follows
GAP = re.compile(r"([。！？](?:</\w+>)*)\s+(?=\S)")


def close_sentence_gaps(html: str) -> SafeString:
    """Return HTML, or a text as HTML, without the spaces after its Chinese sentences."""
    return mark_safe(GAP.sub(r"\1", conditional_escape(html)))  # noqa: S308 (escaped, and nothing is added)
