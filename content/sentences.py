"""Sentences one after the other: Chinese has no space between them, a template or a format that joins two has one."""

import re

from django.utils.safestring import SafeString, mark_safe

# The end of a Chinese sentence, tags that close there, and the space before what follows
GAP = re.compile(r"([。！？](?:</\w+>)*)\s+(?=\S)")


def close_sentence_gaps(html: SafeString) -> SafeString:
    """Return HTML without the spaces after its Chinese sentences."""
    return mark_safe(GAP.sub(r"\1", html))  # noqa: S308 (nothing is added)
