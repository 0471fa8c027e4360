"""The phrases of the interface's own Chinese headings: worked out when the catalogues are compiled, read once by a process."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString

from content.atomic_files import replace_file
from content.phrases import mark_phrases, phrases_as_html

LONGEST = 40  # characters; a longer text is no heading


def phrases_path(locale: str) -> Path:
    return settings.LOCALE_PATHS[0] / locale / "LC_MESSAGES" / "phrases.json"


def write_phrases(locale: str, texts: list[str]):
    """Keep the phrases of these texts, by text; those that have only one phrase are left out."""
    marked = {text: mark_phrases(text) for text in texts if len(text) <= LONGEST}
    found = {text: phrases for text, phrases in marked.items() if phrases != text}
    replace_file(phrases_path(locale), json.dumps(found, ensure_ascii=False, indent=0).encode())


@cache
def read_phrases(locale: str) -> dict[str, str]:
    """Return the phrases of each text; empty where nothing has been compiled."""
    try:
        return json.loads(phrases_path(locale).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def heading_html(text: str, locale: str = "zh_Hans") -> SafeString | str:
    """Return a heading of the interface with `<wbr>` between its phrases; an unknown text as it is."""
    phrases = read_phrases(locale).get(text.strip())
    return phrases_as_html(phrases) if phrases else text
