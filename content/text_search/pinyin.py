"""Search text and sort keys for Chinese, from characters, pinyin and initials."""

import re

from pypinyin import Style, lazy_pinyin

from content.text_search.tokens import fold_text

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")


def pinyin_sort_key(text: str) -> str:
    """Return a Latin key that sorts Chinese names by pinyin, whatever the database's collation."""
    return " ".join(lazy_pinyin(text)).casefold()[:200]


def build_search_text(*texts: str) -> str:
    """Return the texts, then the pinyin and the initials of each run of Han characters, all folded like a query.

    "针灸" gives "针灸 zhenjiu zj", so that all three find it with a plain `contains`.
    """
    whole = " ".join(text for text in texts if text)
    runs = HAN.findall(whole)
    full = ("".join(lazy_pinyin(run)) for run in runs)
    initials = ("".join(lazy_pinyin(run, style=Style.FIRST_LETTER)) for run in runs)
    return fold_text(" ".join([whole, *full, *initials]))
