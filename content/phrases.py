"""Where a line of a Chinese heading may break: between phrases, never inside a word.

Browsers break Chinese between any two characters. The phrases of a record's heading are worked out once, when it is saved, with a
dictionary that takes 33 MB; pages only read them. static/css/base.css keeps the rest together.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

BREAK = "\u200b"
HAN = re.compile(r"[\u3400-\u9fff]")
CLOSING = re.compile(r"[，。、；：！？）》”’】·…—～%％）\]!,.:;?]+")
OPENING = re.compile(r"[（《“‘【(\[]+")
ENCLOSED = re.compile(r"“[^“”]{1,8}”|（[^（）]{1,6}）")
LATIN = re.compile(r"[0-9A-Za-z+\-.:/&_]+")
# Single characters that belong to what follows; others belong to what precedes
LEADING_WORDS = frozenset("与和及或从到在把让向为对被暨已未不可还再")
MARKED_HEADINGS = 4096
ALWAYS_ON_ONE_LINE = 5  # characters


def mark_phrases(text: str) -> str:
    """Return the text with a zero-width space between its phrases."""
    return BREAK.join(split_phrases(text)) if HAN.search(text) else text


def keep_whole(marked: str, name: str) -> str:
    """Return the marked text with this name unbroken wherever it stands: no dictionary has the names of people."""
    spelled = f"{BREAK}?".join(map(re.escape, name))
    whole = re.sub(f"{BREAK}?({spelled})", lambda found: BREAK + name if BREAK in found[1] else found[0], marked)
    return whole.removeprefix(BREAK)


def split_phrases(text: str) -> list[str]:
    """Return the phrases of a text, which joined give the text again."""
    parts, at = [], 0
    for match in ENCLOSED.finditer(text):
        parts += [*split_words(text[at : match.start()]), match[0]]
        at = match.end()
    return join_words([*parts, *split_words(text[at:])])


def split_words(text: str) -> list[str]:
    """Return the words of the dictionary; what is in no dictionary comes character by character."""
    import rjieba  # 33 MB, which only those need who save records

    return rjieba.cut(text, hmm=False) if text else []


def join_words(words: Iterable[str]) -> list[str]:
    """Return phrases: single characters, punctuation, numbers and Latin words are joined to what they belong to."""
    phrases: list[str] = []
    for word in words:
        if phrases and belong_together(phrases[-1], word):
            phrases[-1] += word
        else:
            phrases.append(word)
    return phrases


def belong_together(phrase: str, word: str) -> bool:
    if CLOSING.fullmatch(word) or OPENING.fullmatch(phrase[-1]) or phrase in LEADING_WORDS:
        return True
    if CLOSING.fullmatch(phrase[-1]) or OPENING.match(word) or word in LEADING_WORDS:
        return False
    is_single = len(word) == 1 or len(phrase) == 1  # of the phrase: it has begun with a single character, which needs company
    return is_single or bool(LATIN.fullmatch(phrase[-1]) or LATIN.match(word))


@lru_cache(maxsize=MARKED_HEADINGS)
def phrases_as_html(phrases: str) -> SafeString:
    """Return the phrases with `<wbr>` between them; without it where the whole fits on any line."""
    if len(phrases.replace(BREAK, "")) <= ALWAYS_ON_ONE_LINE:
        phrases = phrases.replace(BREAK, "")
    return mark_safe(escape(phrases).replace(BREAK, "<wbr>"))  # noqa: S308 (escaped)


def find_phrases(marked: str, text: str) -> str:
    """Return the line of `marked` that has the phrases of this text; blank where none has, or has them no longer."""
    return next((line for line in marked.split("\n") if line.replace(BREAK, "") == text), "")


@lru_cache(maxsize=MARKED_HEADINGS)
def breakable_html(marked: str, text: str) -> str:
    """Return the text with `<wbr>` between its phrases; as it is where `marked` has none of it."""
    phrases = find_phrases(marked, text)
    return phrases_as_html(phrases) if phrases else text
