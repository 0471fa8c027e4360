"""Showing what matched: an excerpt around the match, and the matches in <mark>."""

import re
from itertools import accumulate, pairwise

from django.utils.html import escape
from django.utils.safestring import mark_safe

from content.phrases import BREAK
from content.text_search.pinyin import HAN, cached_syllables
from content.text_search.tokens import SearchToken


def excerpt_around_match(text: str, tokens: list[SearchToken], around: int = 60) -> str:
    """Return twice `around` characters of the text, from shortly before the first match."""
    text = " ".join(text.split())
    if len(text) <= 2 * around:
        return text
    start = max(min((span[0] for span in match_spans(text, tokens)), default=0) - around // 3, 0)
    piece = text[start : start + 2 * around]
    return f"{'…' if start else ''}{piece}{'…' if start + 2 * around < len(text) else ''}"


def highlight_matches(marked: str, tokens: list[SearchToken]) -> str:
    """Return the escaped text with its matches in <mark>. It is split before escaping, so that no entity is cut.

    A text whose phrases are marked (`content.phrases`) breaks between them.
    """
    text, breaks = take_out_breaks(marked)
    parts, at = [], 0
    for start, end in sorted(match_spans(text, tokens)):
        if start >= at:
            before, match = escape_phrases(text, at, start, breaks), escape_phrases(text, start, end, breaks)
            parts += [before, f"{'<wbr>' if start in breaks else ''}<mark>{match.removeprefix('<wbr>')}</mark>"]
            at = end
    return mark_safe("".join([*parts, escape_phrases(text, at, len(text), breaks)]))  # noqa: S308 — every piece is escaped


def take_out_breaks(marked: str) -> tuple[str, list[int]]:
    """Return the text without its marks, and before which of its characters they stood."""
    *phrases, last = marked.split(BREAK)
    return "".join([*phrases, last]), list(accumulate(map(len, phrases)))


def escape_phrases(text: str, start: int, end: int, breaks: list[int]) -> str:
    """Return the escaped piece of the text, with `<wbr>` wherever a line may break in it or right before it."""
    edges = [start, *(place for place in breaks if start < place < end), end]
    pieces = "<wbr>".join(escape(text[one:other]) for one, other in pairwise(edges))
    return f"<wbr>{pieces}" if pieces and start in breaks else pieces


def match_spans(text: str, tokens: list[SearchToken]) -> list[tuple[int, int]]:
    """Return where the tokens occur literally; for one that does not, where it occurs as pinyin."""
    return [span for token in tokens for span in literal_spans(text, token) or pinyin_spans(text, token.text)]


def literal_spans(text: str, token: SearchToken) -> list[tuple[int, int]]:
    spellings = sorted(token.spellings, key=len, reverse=True)
    return [found.span() for found in re.finditer("|".join(map(re.escape, spellings)), text, re.IGNORECASE)]


def pinyin_spans(text: str, letters: str) -> list[tuple[int, int]]:
    """Return the span of the first characters with this pinyin or these initials."""
    if not letters.isascii():
        return []
    for run in HAN.finditer(text):
        if span := find_spelled_span(run.group(), letters):
            return [(run.start() + span[0], run.start() + span[1])]
    return []


def find_spelled_span(run: str, letters: str) -> tuple[int, int] | None:
    """Return (start, end) in a run of Han characters whose syllables, or else their initials, spell the letters as a whole."""
    for initials in (False, True):
        sounds = cached_syllables(run, initials=initials)
        ends = {end: number for number, end in enumerate(accumulate(map(len, sounds)), 1)}
        whole = "".join(sounds)
        for start, at in enumerate([0, *ends][:-1]):
            if whole.startswith(letters, at) and at + len(letters) in ends:
                return start, ends[at + len(letters)]
    return None
