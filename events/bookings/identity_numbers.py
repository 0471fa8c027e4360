"""Recognises identity numbers in free text, however they are written."""

import re

from content.text_cleaning import normalise_digits, normalise_width, remove_invisible

NUMERALS = str.maketrans("〇○零一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參陸×", "000123456789123456789236X")
WHOLE = re.compile(r"(?<!\d)(?:\d{17}[\dX]|\d{15})(?!\d)", re.IGNORECASE)
PLACE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)\d{4}"
BIRTHDAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
SHAPE = re.compile(rf"{PLACE}(?:(?:19|20)\d\d{BIRTHDAY}\d{{3}}[\dX]|\d\d{BIRTHDAY}\d{{3}})", re.IGNORECASE)
LONG_RUN = re.compile(rf"{PLACE}(?:19|20)\d\d{BIRTHDAY}\d{{3}}[\dX]", re.IGNORECASE)
MOBILE_NUMBER_FIRST = r"(?!1[3-9]\d{9}(?!\d))"  # followed by an extension or a date, it looks like a number in groups
GROUPS = [
    re.compile(rf"(?<!\d){MOBILE_NUMBER_FIRST}(?=(\d(?:[\W_]{{0,3}}\d){{{count}}}[\W_]{{0,3}}[\dX])(?!\d))", re.IGNORECASE)
    for count in (13, 16)
]


def has_identity_number(text: str) -> bool:
    """Whether the text has an identity number of 18 or 15 digits.

    Digits of any script and Chinese numerals count, with spaces or signs between them or not. One that stands in groups
    has to begin with a province and contain a birthday, because other numbers may stand beside each other too.
    """
    text = normalise_digits(normalise_width(remove_invisible(text))).translate(NUMERALS)
    if WHOLE.search(text) or LONG_RUN.search(text):
        return True
    groups = (match[1] for pattern in GROUPS for match in pattern.finditer(text))
    return any(SHAPE.fullmatch(re.sub(r"[\W_]", "", group)) for group in groups)
