"""Sentences about figures: {1}, {2} … stand for the `display` of the first, second … figure; no number is typed twice."""

import re
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PLACE = re.compile(r"\{([1-9])\}")


def check_places(record, fields: Iterable[str]):
    """Raises ValidationError for each field with a brace that is not part of {1} to {9}."""
    sentence = _("Braces may only hold the place of a figure, from {1} to {9}.")
    wrong = {name: sentence for name in fields if re.search(r"[{}]", PLACE.sub("", getattr(record, name)))}
    if wrong:
        raise ValidationError(wrong)


def fill_places(text: str, displays: Sequence[str]) -> str | None:
    """Return the sentence with the displays filled in; None where it names a figure that is missing."""
    if any(int(place) > len(displays) for place in PLACE.findall(text)):
        return None
    return PLACE.sub(lambda place: displays[int(place[1]) - 1], text)
