"""Showing what matched: an excerpt around the match, and the matches in <mark>."""

import re

from django.utils.html import escape
from django.utils.safestring import mark_safe

from content.text_search.fuzzy import find_spelled_span, fuzzy_patterns
from content.text_search.pinyin import HAN
from content.text_search.tokens import SearchToken


def excerpt_around_match(text: str, tokens: list[SearchToken], around: int = 60, *, nearly: bool = False) -> str:
    """Return twice `around` characters of the text, from shortly before the first match."""
    text = " ".join(text.split())
    if len(text) <= 2 * around:
        return text
    start = max(min((span[0] for span in match_spans(text, tokens, nearly=nearly)), default=0) - around // 3, 0)
    piece = text[start : start + 2 * around]
    return f"{'…' if start else ''}{piece}{'…' if start + 2 * around < len(text) else ''}"


def highlight_matches(text: str, tokens: list[SearchToken], *, nearly: bool = False) -> str:
    """Return the escaped text with its matches in <mark>. It is split before escaping, so that no entity is cut."""
    parts, at = [], 0
    for start, end in sorted(match_spans(text, tokens, nearly=nearly)):
        if start >= at:
            parts += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
            at = end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 — every piece is escaped


def match_spans(text: str, tokens: list[SearchToken], *, nearly: bool = False) -> list[tuple[int, int]]:
    """Return where the tokens occur literally; for one that does not, where it occurs as pinyin, with `nearly` also fuzzily."""
    return [span for token in tokens for span in literal_spans(text, token) or phonetic_spans(text, token, nearly)]


def literal_spans(text: str, token: SearchToken) -> list[tuple[int, int]]:
    spellings = sorted(filter(None, (token.text, token.spaced)), key=len, reverse=True)
    return [found.span() for found in re.finditer("|".join(map(re.escape, spellings)), text, re.IGNORECASE)]


def phonetic_spans(text: str, token: SearchToken, nearly: bool) -> list[tuple[int, int]]:
    """Return the span of the first characters with this pinyin or these initials; with `nearly`, else of the best fuzzy match."""
    exact = pinyin_spans(text, re.compile(re.escape(token.text)), by_initials=True)
    patterns = fuzzy_patterns(token) if nearly and not exact else []
    return exact or next((found for pattern in patterns if (found := pinyin_spans(text, re.compile(pattern)))), [])


def pinyin_spans(text: str, pattern: re.Pattern, *, by_initials: bool = False) -> list[tuple[int, int]]:
    for run in HAN.finditer(text):
        if span := find_spelled_span(run.group(), pattern, by_initials=by_initials):
            return [(run.start() + span[0], run.start() + span[1])]
    return []
