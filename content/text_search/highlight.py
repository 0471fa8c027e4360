"""Showing what matched: the piece of a text around it, and the words themselves in <mark>."""

import re

from django.utils.html import escape
from django.utils.safestring import mark_safe
from pypinyin import Style

from content.text_search.fuzzy import find_spelled_span, fuzzy_patterns
from content.text_search.pinyin import HAN
from content.text_search.tokens import SearchToken

PINYIN_STYLES = (Style.NORMAL, Style.FIRST_LETTER)


def excerpt_around_match(text: str, words: list[SearchToken], around: int = 60, *, nearly: bool = False) -> str:
    """About a line of the text, from shortly before the first match."""
    text = " ".join(text.split())
    if len(text) <= 2 * around:
        return text
    start = max(min((span[0] for span in match_spans(text, words, nearly=nearly)), default=0) - around // 3, 0)
    piece = text[start : start + 2 * around]
    return f"{'…' if start else ''}{piece}{'…' if start + 2 * around < len(text) else ''}"


def highlight_matches(text: str, words: list[SearchToken], *, nearly: bool = False) -> str:
    """The escaped text with its matches in <mark>. Split before escaping, so that no entity is ever cut."""
    parts, at = [], 0
    for start, end in sorted(match_spans(text, words, nearly=nearly)):
        if start >= at:
            parts += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
            at = end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 — every piece has just been escaped


def match_spans(text: str, words: list[SearchToken], *, nearly: bool = False) -> list[tuple[int, int]]:
    """Where the words stand; for a word that stands nowhere, where it is spelled, `nearly` too if that is asked for."""
    return [span for word in words for span in literal_spans(text, word) or phonetic_spans(text, word, nearly)]


def literal_spans(text: str, word: SearchToken) -> list[tuple[int, int]]:
    ways = sorted(filter(None, (word.text, word.spaced)), key=len, reverse=True)
    return [found.span() for found in re.finditer("|".join(map(re.escape, ways)), text, re.IGNORECASE)]


def phonetic_spans(text: str, word: SearchToken, nearly: bool) -> list[tuple[int, int]]:
    """The first run of Han characters that spells the word as pinyin or initials, or else what is nearest to it."""
    exact = pinyin_spans(text, re.compile(re.escape(word.text)), PINYIN_STYLES)
    patterns = fuzzy_patterns(word) if nearly and not exact else []
    return exact or next((found for pattern in patterns if (found := pinyin_spans(text, re.compile(pattern)))), [])


def pinyin_spans(text: str, pattern: re.Pattern, styles=(Style.NORMAL,)) -> list[tuple[int, int]]:
    for run in HAN.finditer(text):
        if span := find_spelled_span(run.group(), pattern, styles):
            return [(run.start() + span[0], run.start() + span[1])]
    return []
