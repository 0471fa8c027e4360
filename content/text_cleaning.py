"""Cleaning of typed and pasted text: width, digits, spaces, and marks that nobody sees."""

import re
import unicodedata

# Characters without a shape of their own: joiners of words, directions, fillers, tags (Unicode: default ignorable).
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffc"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
# Marks that are not seen themselves but choose the shape of their neighbours: joiners of letters and variation selectors.
SHAPING = re.compile("[\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
SPACES = re.compile(r"[\s\u2800]+")


def normalise_width(text: str) -> str:
    """Return the text with full-width digits, letters and signs as ordinary ones, and other compatible forms too (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def normalise_digits(text: str) -> str:
    """Return the text with the decimal digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(char, char)) for char in text)


def remove_invisible(text: str, *, keep_shaping: bool = False) -> str:
    """Return the text without characters that cannot be seen; `keep_shaping` leaves those that shape letters and emoji."""
    text = INVISIBLE.sub("", text)
    return text if keep_shaping else SHAPING.sub("", text)


def collapse_spaces(text: str) -> str:
    """Return the text on one line, with one space wherever there were spaces of any kind or line breaks."""
    return SPACES.sub(" ", text).strip()


def has_control_characters(text: str) -> bool:
    """Whether the text has control characters other than tabs and line breaks."""
    return any(unicodedata.category(char) == "Cc" and char not in "\n\r\t" for char in text)


def is_letter_or_mark(char: str) -> bool:
    """Whether it is a letter of any script or a mark on one."""
    return unicodedata.category(char)[0] in "LM"
