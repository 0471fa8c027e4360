"""Texts that a spreadsheet program would take for a formula, and back again.

One apostrophe is put before them. A text that begins with apostrophes and then such a sign gets one more, so that
taking one away on import always gives the text that was exported.
"""

import re

FORMULA_START = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def escape_formula(text: str) -> str:
    return f"'{text}" if FORMULA_START.match(text) else text


def unescape_formula(text: str) -> str:
    return text[1:] if text.startswith("'") and FORMULA_START.match(text) else text
