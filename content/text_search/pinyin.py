"""Search text and sort keys for Chinese, from characters, pinyin and initials."""

import re
from functools import lru_cache

from content.text_search.tokens import fold_text

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")


def list_syllables(text: str, *, initials: bool = False) -> list[str]:
    """Return the pinyin of each Han character without tones, or only its first letter; what is not Han stays in one piece."""
    from content.text_search import readings  # 5 MB and a third of a second, which many processes never need

    return readings.list_syllables(text, length=1 if initials else None)


@lru_cache(maxsize=10_000)
def cached_syllables(run: str, *, initials: bool = False) -> list[str]:
    """As `list_syllables`, for a run of Han characters that is asked for again and again; not to be changed."""
    return list_syllables(run, initials=initials)


def pinyin_sort_key(text: str) -> str:
    """Return a Latin key that sorts Chinese names by pinyin, whatever the database's collation."""
    if not HAN.search(text):
        return text.casefold()[:200]
    return " ".join(list_syllables(text)).casefold()[:200]


def build_search_text(*texts: str) -> str:
    """Return the texts, then the pinyin and the initials of each run of Han characters, all folded like a query.

    "针灸" gives "针灸 zhenjiu zj", so that all three find it with a plain `contains`.
    """
    whole = " ".join(text for text in texts if text)
    runs = HAN.findall(whole)
    full = ("".join(list_syllables(run)) for run in runs)
    initials = ("".join(list_syllables(run, initials=True)) for run in runs)
    return fold_text(" ".join([whole, *full, *initials]))
