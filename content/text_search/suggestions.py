"""Suggestions for what a query may have meant, in the words of fuzzy matches."""

import re
from collections import Counter
from collections.abc import Iterable

from content.text_search.fuzzy import LATIN, fuzzy_patterns
from content.text_search.highlight import match_spans
from content.text_search.tokens import SearchToken


def suggest_from_text(text: str, tokens: list[SearchToken]) -> str:
    """Return the tokens as they occur in `text`, as whole syllables or Latin words; "" unless every one does."""
    matches = [first_fuzzy_match(text, token) for token in tokens]
    return " ".join(matches) if all(matches) else ""


def first_fuzzy_match(text: str, token: SearchToken) -> str:
    if spans := match_spans(text, [token], nearly=True):
        start, end = spans[0]
        return text[start:end]
    patterns = [re.compile(pattern) for pattern in fuzzy_patterns(token)]
    latin = (word for word in LATIN.findall(text.casefold()) if any(pattern.fullmatch(word) for pattern in patterns))
    return next(latin, "")


def suggest_words(texts: Iterable[str], tokens: list[SearchToken], most: int = 3) -> list[str]:
    """Return up to `most` suggestions, the commonest in the texts first."""
    counts = Counter(suggestion for text in texts if (suggestion := suggest_from_text(text, tokens)))
    return [suggestion for suggestion, _count in counts.most_common(most)]
