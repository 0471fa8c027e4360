"""What somebody may have meant, in the words of what was found nearby."""

import re
from collections import Counter
from collections.abc import Iterable

from content.text_search.highlight import spans
from content.text_search.fuzzy import LATIN, near
from content.text_search.tokens import Word


def meant(text: str, words: list[Word]) -> str:
    """The words as `text` has them; blank unless it has every one of them, whole syllables or whole Latin words."""
    found = [first_of(text, word) for word in words]
    return " ".join(found) if all(found) else ""


def first_of(text: str, word: Word) -> str:
    if places := spans(text, [word], nearly=True):
        start, end = places[0]
        return text[start:end]
    patterns = [re.compile(pattern) for pattern in near(word)]
    latin = (one for one in LATIN.findall(text.casefold()) if any(pattern.fullmatch(one) for pattern in patterns))
    return next(latin, "")


def suggestions(texts: Iterable[str], words: list[Word], most: int = 3) -> list[str]:
    """What most of the texts have where the words are near, the commonest first."""
    found = Counter(said for text in texts if (said := meant(text, words)))
    return [said for said, _count in found.most_common(most)]
