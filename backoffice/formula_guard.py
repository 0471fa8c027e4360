"""Texts that a spreadsheet program would take for a formula, and back again.

One apostrophe is put before them. A text that begins with apostrophes and then such a sign gets one more, so that
taking one away on import always gives the text that was exported.
"""

import re

RISKY = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def neutral(text: str) -> str:
    return f"'{text}" if RISKY.match(text) else text


def restored(text: str) -> str:
    return text[1:] if text.startswith("'") and RISKY.match(text) else text
