"""Fuzzy matching: sounds often confused in speech, one typing error, or another character with the same pinyin.

Everything works on pinyin written together without tones, as in `search_text`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.db.models import Q

from content.text_search.pinyin import HAN, list_syllables
from content.text_search.tokens import SearchToken

LATIN = re.compile(r"[a-z]+")
CONFUSABLE_SOUND = re.compile(r"([zcs])h?|(l|ng?)|([uv])")
TYPO_MIN_LETTERS = 5  # in a shorter word, a typing error gives another word
TYPO_MAX_LETTERS = 20  # in a longer word, typing errors are not looked for


def confusable_pattern(letters: str) -> str:
    """Return a pattern that allows for confusing zh and z, n and ng, l and n, ü and u."""

    def alternatives(found: re.Match) -> str:
        flat, nasal, _round = found.groups()
        if flat:
            return f"{flat}h?"
        return "(ng?|l)" if nasal else "[uv]"

    return CONFUSABLE_SOUND.sub(alternatives, letters)


def typo_patterns(letters: str) -> Iterator[str]:
    """Yield patterns for one wrong, extra or missing letter, or two swapped ones. The first letter is taken as correct."""
    if not TYPO_MIN_LETTERS <= len(letters) <= TYPO_MAX_LETTERS:
        return
    for at in range(1, len(letters)):
        before, after = letters[:at], letters[at + 1 :]
        yield f"{before}[a-z]{after}"
        yield f"{before}{after}"
        yield f"{before}[a-z]{letters[at:]}"
        if after:
            yield f"{before}{after[0]}{letters[at]}{after[1:]}"


def fuzzy_patterns(token: SearchToken) -> list[str]:
    """Return patterns of pinyin, the likeliest first; none for text without pinyin, such as digits."""
    letters = pinyin_letters(token.text)
    return list(dict.fromkeys([confusable_pattern(letters), *typo_patterns(letters)])) if letters else []


def pinyin_letters(text: str) -> str:
    """Return the pinyin of a word all in Han characters or all in letters; "" for a mixture."""
    if HAN.fullmatch(text):
        return "".join(cached_syllables(text))
    return text if LATIN.fullmatch(text) and len(text) > 1 else ""


def fuzzy_condition(tokens: list[SearchToken]) -> Q | None:
    """Return the condition for every token to match exactly or nearly; None if no token has a fuzzy pattern."""
    condition, has_patterns = Q(), False
    for token in tokens:
        patterns = fuzzy_patterns(token)
        has_patterns = has_patterns or bool(patterns)
        similar = Q(search_text__regex="|".join(patterns)) if patterns else Q()
        condition &= token.condition() | similar
    return condition if has_patterns else None


@lru_cache(maxsize=2000)
def cached_syllables(run: str, *, initials: bool = False) -> list[str]:
    return list_syllables(run, initials=initials)


def find_spelled_span(run: str, pattern: re.Pattern, *, by_initials: bool = False) -> tuple[int, int] | None:
    """Return (start, end) in a run of Han characters whose syllables spell the pattern as a whole; else None.

    With `by_initials` also those whose initials do.
    """
    for initials in (False, True) if by_initials else (False,):
        sounds = cached_syllables(run, initials=initials)
        ends = dict(zip(syllable_ends(sounds), range(1, len(sounds) + 1), strict=True))
        whole = "".join(sounds)
        for start, at in enumerate([0, *ends][:-1]):
            found = next((ends[end] for end in ends if end > at and pattern.fullmatch(whole, at, end)), None)
            if found:
                return start, found
    return None


def syllable_ends(sounds: list[str]) -> Iterator[int]:
    """Yield after how many letters each syllable ends."""
    length = 0
    for sound in sounds:
        length += len(sound)
        yield length
