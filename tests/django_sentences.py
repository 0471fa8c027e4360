"""Sentences of Django's own catalogue, which no visitor should read."""

import re
from functools import cache
from pathlib import Path

import django
from babel.messages.pofile import read_po

PLACEHOLDER = re.compile(r"%\\?\(\w+\\?\)[sd]|\\?\{\w*\\?\}")


@cache
def django_sentences() -> re.Pattern:
    """Return a pattern of all messages of Django itself, English and Chinese, whatever stands for their placeholders."""
    with (Path(django.__file__).parent / "conf/locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        rows = [(*forms_of(message.id), *forms_of(message.string)) for message in read_po(file) if message.id]
    messages = {message for row in rows for message in row if len(PLACEHOLDER.sub("", message).strip()) > 4}
    return re.compile("|".join(PLACEHOLDER.sub(".+", re.escape(message)) for message in messages), re.DOTALL)


def forms_of(text) -> tuple[str, ...]:
    """Return the singular and plural forms of a message, or its only form."""
    return (text,) if isinstance(text, str) else tuple(text)


def is_django_sentence(text: str) -> bool:
    return django_sentences().fullmatch(text.strip()) is not None
