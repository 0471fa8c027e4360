"""The content of a card."""

import hashlib
from dataclasses import astuple, dataclass

DRAWING_VERSION = 1  # raise it when the drawing changes, so that stored cards are drawn again


@dataclass(frozen=True, kw_only=True)
class Card:
    """`lines` are below the title; `word` has a mark of `shape` and `colour`, or a seal with the character `seal`, before it."""

    site: str
    title: str
    lines: tuple[str, ...] = ()
    word: str = ""
    shape: str = "square"
    colour: str = "#cda85f"
    seal: str = ""
    tag: str = ""

    @property
    def key(self) -> str:
        """Hash of the content and the drawing version."""
        return hashlib.sha256(repr((DRAWING_VERSION, astuple(self))).encode()).hexdigest()[:16]
