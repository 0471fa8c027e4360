"""Turns a query into the tokens to look for.

Full-width letters, capitals, tone marks and punctuation make no difference; pinyin syllables typed apart are one token.
榆次1中 and 榆次一中 are the same, and robots are found by robot.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import Q

from content.numerals import NUMERAL, read_numeral, write_numeral

CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
TOKEN_SEPARATORS = re.compile(r"[\s,，、。;；:：!！?？()（）\[\]【】《》<>“”\"'‘’`·|/\\]+")
INITIALS = "zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]"
FINALS = "i?ang|i?ong|u?ang|u?eng|[iuv]?an|[iuv]?en|ing|in|un|vn|er|ia[on]?|i?ao|uai|ai|ei|ou|iu|i[aeo]|u[aeio]|v?e|v|[aeiou]"
SYLLABLE = re.compile(rf"(?:{INITIALS})?(?:{FINALS})")

LETTER = re.compile("[a-z]")
HAN_BESIDE_DIGITS = re.compile(r"(?<=[\u3400-\u9fff])\d+|\d+(?=[\u3400-\u9fff])")
PLURALS = (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"), ("s", ""))
PLURAL_MIN_LETTERS = 5
# English words that are not looked for
FILLERS = frozenset(re.findall(r"\w+", "a an and are at can do does for i in is me my of on or the there to we with you"))


@dataclass(frozen=True)
class SearchToken:
    """`spaced` is the text as typed if its syllables were apart, because it may be English; `others` are as good as the text."""

    text: str
    spaced: str = ""
    others: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.text, self.spaced, *self.others)))

    def condition(self) -> Q:
        condition = Q()
        for spelling in self.spellings:
            condition |= Q(search_text__contains=spelling)
        return condition

    def is_in(self, search_text: str) -> bool:
        return any(spelling in search_text for spelling in self.spellings)


def normalise_query(text: str, longest: int) -> str:
    """Return the query on one line, without control characters, and with at most `longest` characters."""
    return " ".join(CONTROL.sub(" ", text).split())[:longest].strip()


def fold_text(text: str) -> str:
    """Return the text half-width, in lower case, without tones, and with v for ü, as in the stored pinyin."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFD", text).replace("u\u0308", "v")
    return unicodedata.normalize("NFC", "".join(char for char in text if not "\u0300" <= char <= "\u036f"))


def split_tokens(text: str) -> list[SearchToken]:
    """Return the tokens of a query, each once, in the order typed; words such as “the” only if there is no other."""
    tokens, syllables = [], []
    for part in [*TOKEN_SEPARATORS.split(fold_text(text)), ""]:
        if SYLLABLE.fullmatch(part) or LETTER.fullmatch(part):
            syllables.append(part)
            continue
        if syllables:
            tokens.append(SearchToken("".join(syllables), " ".join(syllables) if len(syllables) > 1 else ""))
            syllables = []
        if part:
            tokens.append(SearchToken(part, others=other_spellings(part)))
    tokens = list(dict.fromkeys(tokens))
    return [token for token in tokens if not is_filler(token)] or tokens


def is_filler(token: SearchToken) -> bool:
    return FILLERS.issuperset((token.spaced or token.text).split())


def other_spellings(part: str) -> tuple[str, ...]:
    """Return what is as good as this: digits for Chinese numerals and the reverse, the singular of an English word."""
    if part.isascii():
        return singulars(part) if part.isalpha() and len(part) >= PLURAL_MIN_LETTERS else ()
    in_digits = NUMERAL.sub(lambda found: read_numeral(found[0]), part)
    in_han = HAN_BESIDE_DIGITS.sub(lambda found: write_numeral(found[0]), part)
    return tuple(dict.fromkeys(other for other in (in_han, in_digits) if other != part))


def singulars(word: str) -> tuple[str, ...]:
    if word.endswith("ss"):
        return ()
    return next(((word.removesuffix(end) + instead,) for end, instead in PLURALS if word.endswith(end)), ())


def all_tokens_condition(tokens: list[SearchToken]) -> Q:
    """Return the condition for rows with a `search_text` that contains every token."""
    condition = Q()
    for token in tokens:
        condition &= token.condition()
    return condition
