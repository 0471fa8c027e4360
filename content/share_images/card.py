"""What a card says."""

import hashlib
from dataclasses import astuple, dataclass

DRAWING_VERSION = 1  # raised when the drawing changes, so that cards made before are made again


@dataclass(frozen=True, kw_only=True)
class Card:
    """`lines` stand below the title; `shape` and `colour` are of the mark before `word`, `seal` a character instead of it."""

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
        """The same for the same content."""
        return hashlib.sha256(repr((DRAWING_VERSION, astuple(self))).encode()).hexdigest()[:16]
