"""The content of a card."""

import hashlib
from dataclasses import astuple, dataclass

DRAWING_VERSION = 2  # raise it when the drawing changes, so that stored cards are drawn again


@dataclass(frozen=True, kw_only=True)
class Card:
    """`lines` are below the title; `word` has a mark of `shape` and `colour`, or a seal with the character `seal`, before it.

    `drawings` are names of line drawings, of which up to four are shown on `texture`; without any, the seal or the shape is
    shown large. A title may have a zero-width space wherever a line may break.
    """

    site: str
    title: str
    lines: tuple[str, ...] = ()
    word: str = ""
    shape: str = "square"
    colour: str = "#cda85f"
    seal: str = ""
    tag: str = ""
    drawings: tuple[str, ...] = ()
    texture: str = "lacquer"

    @property
    def key(self) -> str:
        """Hash of the content and the drawing version."""
        return hashlib.sha256(repr((DRAWING_VERSION, astuple(self))).encode()).hexdigest()[:16]
