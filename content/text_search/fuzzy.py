"""Words that sound alike: what is confused in speech, one slip of a finger, another character of the same sound.

Everything works on pinyin written together without tones, as `search_text` keeps it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.db.models import Q
from pypinyin import Style, lazy_pinyin

from content.text_search.pinyin import HAN
from content.text_search.tokens import SearchToken

LATIN = re.compile(r"[a-z]+")
CONFUSABLE_SOUND = re.compile(r"([zcs])h?|(l|ng?)|([uv])")
TYPO_MIN_LETTERS = 5  # letters: in a shorter word every slip is another word
TYPO_MAX_LETTERS = 20  # letters of a word in which slips are looked for


def confusable_pattern(letters: str) -> str:
    """A pattern for what may be meant: zh or z, n or ng, l or n, ü or u."""

    def confused(found: re.Match) -> str:
        flat, nasal, _round = found.groups()
        if flat:
            return f"{flat}h?"
        return "(ng?|l)" if nasal else "[uv]"

    return CONFUSABLE_SOUND.sub(confused, letters)


def typo_patterns(letters: str) -> Iterator[str]:
    """Patterns for one letter wrong, too many, missing, or two of them exchanged. The first letter is taken as meant."""
    if not TYPO_MIN_LETTERS <= len(letters) <= TYPO_MAX_LETTERS:
        return
    for at in range(1, len(letters)):
        before, after = letters[:at], letters[at + 1 :]
        yield f"{before}[a-z]{after}"
        yield f"{before}{after}"
        yield f"{before}[a-z]{letters[at:]}"
        if after:
            yield f"{before}{after[0]}{letters[at]}{after[1:]}"


def fuzzy_patterns(word: SearchToken) -> list[str]:
    """Patterns of pinyin, the surest first; none for what cannot be spelled, such as figures."""
    letters = pinyin_letters(word.text)
    return list(dict.fromkeys([confusable_pattern(letters), *typo_patterns(letters)])) if letters else []


def pinyin_letters(text: str) -> str:
    """Pinyin of a word all in Han characters or all in letters; blank for a mixture."""
    if HAN.fullmatch(text):
        return "".join(pinyin_syllables(text, Style.NORMAL))
    return text if LATIN.fullmatch(text) and len(text) > 1 else ""


def fuzzy_condition(words: list[SearchToken]) -> Q | None:
    """Each word as it is or nearly so; None where no word can be near anything."""
    condition, any_near = Q(), False
    for word in words:
        patterns = fuzzy_patterns(word)
        any_near = any_near or bool(patterns)
        similar = Q(search_text__regex="|".join(patterns)) if patterns else Q()
        condition &= word.condition() | similar
    return condition if any_near else None


@lru_cache(maxsize=2000)
def pinyin_syllables(run: str, style: Style) -> list[str]:
    return lazy_pinyin(run, style=style)


def find_spelled_span(run: str, pattern: re.Pattern, styles: tuple[Style, ...] = (Style.NORMAL,)) -> tuple[int, int] | None:
    """Where in a run of Han characters whole syllables, or their initials, spell the pattern."""
    for style in styles:
        sounds = pinyin_syllables(run, style)
        ends = dict(zip(syllable_ends(sounds), range(1, len(sounds) + 1), strict=True))
        whole = "".join(sounds)
        for start, at in enumerate([0, *ends][:-1]):
            found = next((ends[end] for end in ends if end > at and pattern.fullmatch(whole, at, end)), None)
            if found:
                return start, found
    return None


def syllable_ends(sounds: list[str]) -> Iterator[int]:
    """After how many letters each syllable ends."""
    length = 0
    for sound in sounds:
        length += len(sound)
        yield length
