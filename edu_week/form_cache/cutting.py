"""A rendered form, cut where values stand, so that filling it in anew only joins bytes.

What lies between the values is compressed beforehand, each piece by itself, and the values are put between as they are. So a
gzip answer costs hardly more than a plain one, and its length says nothing about what stands in it besides its length.
"""

import html
import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TAG = re.compile(r'<(input|option|/?select)\b(?:"[^"]*"|[^">])*>')
ATTRIBUTE = re.compile(r'\s([a-z-]+)(?:="([^"]*)")?')
CHECKED, SELECTED = " checked", " selected"
VALUE = re.compile(r'\svalue="[^"]*"')
GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
LAST_BLOCK = b"\x03\x00"


class CannotBeCut(Exception):
    """The page does not have exactly the fields that it was rendered with."""


@dataclass(frozen=True)
class Gap:
    """Where the value of a field stands, or with a `mark`, such as ` checked`, where it says that this `option` is chosen."""

    name: str
    mark: str = ""
    option: str | None = None  # None: a box, which any value ticks

    def fill(self, values: Mapping[str, str]) -> bytes:
        value = values.get(self.name, "")
        if not value or self.option not in (None, value):
            return b""
        return (self.mark or f' value="{html.escape(value)}"').encode()


@dataclass(frozen=True)
class Piece:
    """What stands before a gap, plain and compressed."""

    content: bytes
    deflated: bytes
    gap: Gap | None


class CutPage:
    def __init__(self, text: str, names: Iterable[str]):
        """Cut the page at the values of these fields. Raises `CannotBeCut`."""
        self.pieces = [
            Piece(part.encode(), make_deflated_blocks(part.encode()), gap) for part, gap in cut_at_fields(text, set(names))
        ]
        self.size = sum(len(piece.content) + len(piece.deflated) for piece in self.pieces)

    def fill(self, values: Mapping[str, str]) -> bytes:
        return b"".join(part for piece in self.pieces for part in (piece.content, fill_gap(piece, values)))

    def fill_gzip(self, values: Mapping[str, str]) -> bytes:
        parts, checksum, size = [GZIP_HEADER], 0, 0
        for piece in self.pieces:
            filled = fill_gap(piece, values)
            checksum = zlib.crc32(filled, zlib.crc32(piece.content, checksum))
            size += len(piece.content) + len(filled)
            parts += (piece.deflated, make_stored_block(filled))
        return b"".join([*parts, LAST_BLOCK, struct.pack("<II", checksum, size)])


def fill_gap(piece: Piece, values: Mapping[str, str]) -> bytes:
    return piece.gap.fill(values) if piece.gap else b""


def make_deflated_blocks(content: bytes) -> bytes:
    """Return it as blocks of deflate that end on a whole byte and are not the last ones."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return compressor.compress(content) + compressor.flush(zlib.Z_FULL_FLUSH)


def make_stored_block(content: bytes) -> bytes:
    """Return it, at most 65,535 bytes, as an uncompressed block of deflate."""
    if not content:
        return b""
    return struct.pack("<BHH", 0, len(content), len(content) ^ 0xFFFF) + content


def cut_at_fields(text: str, names: set[str]) -> Iterable[tuple[str, Gap | None]]:
    """Yield each text with the gap after it; the last has none."""
    at, found, select = 0, [], ""
    for tag in TAG.finditer(text):
        kind, attributes = tag[1], dict(ATTRIBUTE.findall(tag[0]))
        if kind == "/select":
            select = ""
        elif kind == "select":
            select = attributes.get("name", "")
            found.append(select)
        name = select if kind == "option" else attributes.get("name", "")
        if name not in names or kind in ("select", "/select"):
            continue
        if kind == "input":
            found.append(name)
        start, end, gap = find_gap(tag, name, attributes)
        yield text[at:start], gap
        at = end
    if sorted(name for name in found if name in names) != sorted(names):
        raise CannotBeCut
    yield text[at:], None


def find_gap(tag: re.Match, name: str, attributes: dict[str, str]) -> tuple[int, int, Gap]:
    """Return where the gap begins and ends, and what it is."""
    text, is_option = tag[0], tag[1] == "option"
    if is_option or attributes.get("type") == "checkbox":
        gap = Gap(name, SELECTED if is_option else CHECKED, attributes.get("value", "") if is_option else None)
        spot = re.search(rf'{gap.mark}(?:="[a-z]*")?(?=[\s>])', text)
    else:
        gap, spot = Gap(name), VALUE.search(text)
    if spot is None and not is_option:
        raise CannotBeCut
    begin, end = spot.span() if spot else (len(text) - 1, len(text) - 1)
    return tag.start() + begin, tag.start() + end, gap


def list_choices(text: str, name: str) -> list[str]:
    """Return the values of the radio buttons of that name."""
    attributes = (dict(ATTRIBUTE.findall(tag[0])) for tag in TAG.finditer(text))
    return [found.get("value", "") for found in attributes if found.get("name") == name and found.get("type") == "radio"]
