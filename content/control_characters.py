"""Characters that no text of the portal holds: invisible, and each breaks some feed, calendar, mail or page.

Texts are cleaned where they are stored (`content.models.CleanTexts`) and where a cell or a file is read. Whatever writes
XML, iCalendar, JSON-LD or mail strips them once more, so that a row that got in some other way spoils nothing.
"""

import re

# Controls but tab and line feed, lone surrogates, what Unicode reserves for programs (U+FFFE and its like), and the characters
# that turn the direction of what follows, with which a text can pretend to be another.
NONCHARACTERS = "\ufdd0-\ufdef" + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
UNWRITABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069{NONCHARACTERS}]")
# Word's line break, a printer's new page, and the separators that JavaScript and some calendars take for a line end
OTHER_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    r"""Return the text with `\n` for every kind of line end and without characters that cannot be written."""
    if text.replace("\n", "").isprintable():  # nothing of either is; so it takes a hundredth of the time of looking for each
        return text
    return UNWRITABLE.sub("", OTHER_LINE_ENDS.sub("\n", text))


def clean_value(value):
    """Return the value with every text in it cleaned, however deep it stands in lists and dictionaries."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [clean_value(item) for item in value]
    if isinstance(value, dict):
        return {clean_value(key): clean_value(item) for key, item in value.items()}
    return value


def strip_unwritable(text: str) -> str:
    r"""Return the text of a file without what it cannot hold; its own line ends `\r\n` stay."""
    return UNWRITABLE.sub("", re.sub("[\x0b\x0c\x85\u2028\u2029]", " ", text))


def strip_to_one_line(text: str) -> str:
    """Return the text as a header of a mail can hold it."""
    return " ".join(clean_text(text).split())
