"""What somebody typed becomes the words to look for, the same way everywhere.

Full-width letters, capitals, tone marks and punctuation make no difference; syllables typed apart are one word.
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
    """`spaced` is how it was typed, where its syllables stood apart; English may have meant just that."""

    text: str
    spaced: str = ""

    def condition(self) -> Q:
        found = Q(search_text__contains=self.text)
        return found | Q(search_text__contains=self.spaced) if self.spaced else found


def normalise_query(text: str, longest: int) -> str:
    """What was typed, fit to be shown and searched: on one line, without what no keyboard gives, so long at most."""
    return " ".join(CONTROL.sub(" ", text).split())[:longest].strip()


def fold_text(text: str) -> str:
    """Half-width, lower case, without tones; ü is v, as keyboards and the stored pinyin have it."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFD", text).replace("u\u0308", "v")
    return unicodedata.normalize("NFC", "".join(char for char in text if not "\u0300" <= char <= "\u036f"))


def split_tokens(text: str) -> list[SearchToken]:
    """Each once, in the order typed."""
    words, apart = [], []
    for token in [*TOKEN_SEPARATORS.split(fold_text(text)), ""]:
        if SYLLABLE.fullmatch(token) or LETTER.fullmatch(token):
            apart.append(token)
            continue
        if apart:
            words.append(SearchToken("".join(apart), " ".join(apart) if len(apart) > 1 else ""))
            apart = []
        if token:
            words.append(SearchToken(token))
    return list(dict.fromkeys(words))


def all_tokens_condition(words: list[SearchToken]) -> Q:
    """On records with a `search_text`."""
    condition = Q()
    for word in words:
        condition &= word.condition()
    return condition
