"""Which of Bootstrap's classes no page can use, so that collecting static files leaves their rules out.

A class counts as used when its name stands as a word anywhere in our templates, scripts and Python, or in the packages
that print forms. Prose counts too, so rather too much is kept than too little. A name put together from parts would be
missed: write whole class names, as `tests/e2e/test_html_validity.py` asks of every page kind.
"""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

FORM_PACKAGES = ("crispy_forms", "crispy_bootstrap5")
OURS = ("templates", "static", "content", "backoffice", "spreadsheets", "accounts", "schools", "events", "alumni", "edu_week")
SEARCHED_SUFFIXES = {".html", ".js", ".py"}
WORD = re.compile(r"[A-Za-z][\w-]*")
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
ADDRESS = re.compile(r"url\([^)]*\)")


def css_class_names(css: str) -> set[str]:
    return set(CLASS.findall(ADDRESS.sub("", css)))


def unused_classes(css: str) -> set[str]:
    return css_class_names(css) - words_of_sources()


@cache
def words_of_sources() -> frozenset[str]:
    """Every word of every file that may print a class name."""
    words = set()
    for folder in (*(settings.BASE_DIR / name for name in OURS), *map(package_folder, FORM_PACKAGES)):
        for path in folder.rglob("*"):
            if path.suffix in SEARCHED_SUFFIXES and "migrations" not in path.parts:
                words.update(WORD.findall(path.read_text(encoding="utf-8")))
    return frozenset(words)


def package_folder(name: str) -> Path:
    return Path(find_spec(name).origin).parent
