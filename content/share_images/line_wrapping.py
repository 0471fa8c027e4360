"""Line breaking for Chinese and Latin text: words stay whole, no line begins with a comma or ends with an opening bracket."""

import re
from collections.abc import Callable

from content.phrases import BREAK

NEVER_FIRST = "，。、；：？！）》」』】”’％·—…,.;:?!)]}%"
NEVER_LAST = "（《「『【“‘([{"
PIECE = re.compile(rf"[{re.escape(NEVER_LAST)}]*(?:[A-Za-z0-9][A-Za-z0-9'’./:+-]*|\s+|.)[{re.escape(NEVER_FIRST)}]*", re.DOTALL)


def wrap_text(text: str, width: Callable[[str], float], limit: float) -> list[str]:
    """Return as few lines as fit, about equally long, because a last line of one character looks like a mistake."""
    lines = wrap_greedily(text, width, limit)
    while len(lines) > 1:
        limit *= 0.96
        tighter = wrap_greedily(text, width, limit)
        if len(tighter) > len(lines) or max(map(width, tighter)) > limit:  # a long word ends the search too
            break
        lines = tighter
    return lines


def split_pieces(text: str, width: Callable[[str], float], limit: float) -> list[str]:
    """Return what may not be broken: marked phrases that fit on a line, otherwise characters and words."""
    if BREAK not in text:
        return PIECE.findall(text)
    pieces = []
    for phrase in re.split(rf"{BREAK}|(?<= )", text):
        pieces += [phrase] if width(phrase) <= limit else PIECE.findall(phrase)
    return pieces


def wrap_greedily(text: str, width: Callable[[str], float], limit: float) -> list[str]:
    lines = [""]
    for piece in split_pieces(" ".join(text.split()), width, limit):
        if lines[-1] and width((lines[-1] + piece).rstrip()) > limit:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def truncate_to_width(line: str, width: Callable[[str], float], limit: float) -> str:
    """Return the line, shortened with an ellipsis if it does not fit."""
    if width(line) <= limit:
        return line
    while line and width(f"{line}…") > limit:
        line = line[:-1]
    return f"{line.rstrip()}…"
