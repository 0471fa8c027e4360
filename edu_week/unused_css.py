"""Finds Bootstrap classes that no page uses, so that their rules are left out when static files are collected.

A class counts as used if its name is a word anywhere in our templates, scripts and Python code, or in the packages that
render forms. Prose counts too, so too many rules are included rather than too few. A class name put together from parts
would be missed: write whole names; `tests/e2e/test_html_validity.py` checks every page kind.
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
    """Return every word of all files that can contain class names."""
    words = set()
    for folder in (*(settings.BASE_DIR / name for name in OURS), *map(package_folder, FORM_PACKAGES)):
        for path in folder.rglob("*"):
            if path.suffix in SEARCHED_SUFFIXES and "migrations" not in path.parts:
                words.update(WORD.findall(path.read_text(encoding="utf-8")))
    return frozenset(words)


def package_folder(name: str) -> Path:
    return Path(find_spec(name).origin).parent
