"""What somebody may have meant, in the words of what was found nearby."""

import re
from collections import Counter
from collections.abc import Iterable

from content.text_search.fuzzy import LATIN, fuzzy_patterns
from content.text_search.highlight import match_spans
from content.text_search.tokens import SearchToken


def suggest_from_text(text: str, words: list[SearchToken]) -> str:
    """The words as `text` has them; blank unless it has every one of them, whole syllables or whole Latin words."""
    found = [first_fuzzy_match(text, word) for word in words]
    return " ".join(found) if all(found) else ""


def first_fuzzy_match(text: str, word: SearchToken) -> str:
    if places := match_spans(text, [word], nearly=True):
        start, end = places[0]
        return text[start:end]
    patterns = [re.compile(pattern) for pattern in fuzzy_patterns(word)]
    latin = (one for one in LATIN.findall(text.casefold()) if any(pattern.fullmatch(one) for pattern in patterns))
    return next(latin, "")


def suggest_words(texts: Iterable[str], words: list[SearchToken], most: int = 3) -> list[str]:
    """What most of the texts have where the words are near, the commonest first."""
    found = Counter(said for text in texts if (said := suggest_from_text(text, words)))
    return [said for said, _count in found.most_common(most)]
