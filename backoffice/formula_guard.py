"""Escape text that a spreadsheet program would take for a formula, and undo it.

One apostrophe is put before such text. Text that begins with apostrophes followed by such a sign gets one more, so that
removing one on import always returns the exported text.
"""

import re

FORMULA_START = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def escape_formula(text: str) -> str:
    return f"'{text}" if FORMULA_START.match(text) else text


def unescape_formula(text: str) -> str:
    return text[1:] if text.startswith("'") and FORMULA_START.match(text) else text
