"""Turns a query into the tokens to look for.

Full-width letters, capitals, tone marks and punctuation make no difference; pinyin syllables typed apart are one token.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import Q

CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
TOKEN_SEPARATORS = re.compile(r"[\s,，、。;；:：!！?？()（）\[\]【】《》<>“”\"'‘’`·|/\\]+")
INITIALS = "zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]"
FINALS = "i?ang|i?ong|u?ang|u?eng|[iuv]?an|[iuv]?en|ing|in|un|vn|er|ia[on]?|i?ao|uai|ai|ei|ou|iu|i[aeo]|u[aeio]|v?e|v|[aeiou]"
SYLLABLE = re.compile(rf"(?:{INITIALS})?(?:{FINALS})")

LETTER = re.compile("[a-z]")


@dataclass(frozen=True)
class SearchToken:
    """`spaced` is the text as typed if its syllables were apart, because it may be English."""

    text: str
    spaced: str = ""

    def condition(self) -> Q:
        condition = Q(search_text__contains=self.text)
        return condition | Q(search_text__contains=self.spaced) if self.spaced else condition


def normalise_query(text: str, longest: int) -> str:
    """Return the query on one line, without control characters, and with at most `longest` characters."""
    return " ".join(CONTROL.sub(" ", text).split())[:longest].strip()


def fold_text(text: str) -> str:
    """Return the text half-width, in lower case, without tones, and with v for ü, as in the stored pinyin."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFD", text).replace("u\u0308", "v")
    return unicodedata.normalize("NFC", "".join(char for char in text if not "\u0300" <= char <= "\u036f"))


def split_tokens(text: str) -> list[SearchToken]:
    """Return the tokens of a query, each once, in the order typed."""
    tokens, syllables = [], []
    for part in [*TOKEN_SEPARATORS.split(fold_text(text)), ""]:
        if SYLLABLE.fullmatch(part) or LETTER.fullmatch(part):
            syllables.append(part)
            continue
        if syllables:
            tokens.append(SearchToken("".join(syllables), " ".join(syllables) if len(syllables) > 1 else ""))
            syllables = []
        if part:
            tokens.append(SearchToken(part))
    return list(dict.fromkeys(tokens))


def all_tokens_condition(tokens: list[SearchToken]) -> Q:
    """Return the condition for rows with a `search_text` that contains every token."""
    condition = Q()
    for token in tokens:
        condition &= token.condition()
    return condition
