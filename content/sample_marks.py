"""The words that say what of a record is made up for demonstration. What is, the records say themselves (`sample_parts`)."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from content.models.sourced import OTHER, WHOLE

PART_WORDS = {
    "day": pgettext_lazy("made up", "day"),
    "hour": pgettext_lazy("made up", "hour"),
    "place": pgettext_lazy("made up", "place"),
    "host": pgettext_lazy("made up", "host"),
    "audience": pgettext_lazy("made up", "audience"),
    "capacity": pgettext_lazy("made up", "number of places"),
    "booking": pgettext_lazy("made up", "booking"),
    "title": pgettext_lazy("made up", "title"),
    OTHER: pgettext_lazy("made up", "details"),
}  # in the order in which a mark names them


def sample_label(parts: Collection[str]) -> str:
    """Return the mark that these parts wear wherever they are shown, the same everywhere; "" if nothing is made up."""
    if not parts:
        return ""
    if WHOLE in parts:
        return _("Sample")
    words = [str(word) for part, word in PART_WORDS.items() if part in parts]
    return _("Sample: %(parts)s") % {"parts": _(", ").join(words)}


def mark_sample_title(title: str, parts: Collection[str]) -> str:
    """Return the title of an entry outside the site; it begins with the word for a sample where something is made up."""
    return _("Sample · %(title)s") % {"title": title} if parts else title


def sample_note(parts: Collection[str]) -> str:
    """Return the mark with a sentence that explains it, where there is room for one; "" if nothing is made up."""
    if not parts:
        return ""
    sentence = _("This was made up to show how the site works. It is not an official arrangement.")
    return _("%(mark)s. %(sentence)s") % {"mark": sample_label(parts), "sentence": sentence}
