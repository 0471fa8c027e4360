"""Positions of the marks of a chart, in SVG units.

A dot or cell stands for one counted thing, a bar for one published value. No figure is ever divided by another here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

MAX_MARKS = 400  # more could not be told apart
MAX_CROWD = 4_000
WIDTH = 360


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    is_marked: bool


@dataclass(frozen=True)
class Cell:
    x: float
    y: float
    width: float
    height: float
    is_marked: bool


@dataclass(frozen=True)
class Bar:
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Field:
    """A rectangle filled with a pattern of people, `pitch` apart. `is_marked`: whether each of them was counted."""

    x: float
    y: float
    width: float
    height: float
    pitch: float
    is_marked: bool


@dataclass(frozen=True)
class Stream:
    """`path` is the outline; `is_known` is False for what no figure tells."""

    path: str
    is_known: bool


def unit_dots(marked: int, unmarked: int, *, per_row: int = 17, pitch: float = 21, top: float = 50) -> list[Dot]:
    """Return a dot for each thing, the marked ones first, row by row; an empty list where there are more than `MAX_MARKS`."""
    total = marked + unmarked
    if total > MAX_MARKS:
        return []
    return [Dot(12 + pitch * (n % per_row), top + pitch * (n // per_row), n < marked) for n in range(total)]


def unit_cells(
    total: int, marked: int, *, columns: int, width: float = 360, height: float = 24, gap: float = 6, top: float = 0
) -> list[Cell]:
    """Return `total` cells in rows of `columns` over `width`, the first `marked` of them marked; empty above `MAX_MARKS`."""
    if total > MAX_MARKS:
        return []
    step = width / columns
    return [
        Cell(
            round(1 + step * (n % columns), 2),
            top + (height + gap) * (n // columns),
            round(step - gap, 2),
            height,
            n < marked,
        )
        for n in range(total)
    ]


def layout_bars(
    values: Sequence[float], *, width: float = 340, height: float = 22, pitch: float = 82, top: float = 40
) -> list[Bar]:
    """Return a bar for each value on one scale, the longest as wide as `width`; empty where no value is positive."""
    longest = max(values, default=0)
    if longest <= 0:
        return []
    return [Bar(top + pitch * n, round(width * float(value) / float(longest), 1), height) for n, value in enumerate(values)]


def chain_rings(count: int, *, per_row: int = 9, pitch: float = 38, radius: float = 24) -> list[Dot]:
    """Return the centres of linked rings, row by row; empty above `MAX_MARKS`."""
    if count > MAX_MARKS:
        return []
    return [Dot(radius + 2 + pitch * (n % per_row), radius + 2 + 56 * (n // per_row), True) for n in range(count)]


def medal_places(count: int, *, pitch: float = 64, per_row: int = 5) -> list[Dot]:
    if count > MAX_MARKS:
        return []
    return [Dot(30 + pitch * (n % per_row), 62 + 100 * (n // per_row), True) for n in range(count)]


def disc_sectors(whole: int, marked: int, *, radius: float = 40) -> list[dict]:
    """Return the outlines of `whole` equal sectors around the origin, the first `marked` of them marked; empty without a part."""
    if not marked or whole < 2:
        return []
    points = [
        f"{radius * math.sin(n * math.tau / whole):.1f} {-radius * math.cos(n * math.tau / whole):.1f}" for n in range(whole)
    ]
    return [
        {"path": f"M0 0L{points[n]}A{radius:g} {radius:g} 0 0 1 {points[(n + 1) % whole]}Z", "is_marked": n < marked}
        for n in range(whole)
    ]


def crowd_fields(count: int, *, is_exact: bool) -> list[Field]:
    """Return fields that together hold `count` people; without `is_exact` the last row is unmarked. Empty above `MAX_CROWD`."""
    if not 0 < count <= MAX_CROWD:
        return []
    per_row = 40 if count <= 1_000 else 70
    pitch = WIDTH / per_row
    full, rest = divmod(count, per_row)
    if not rest and not is_exact:
        full, rest = full - 1, per_row
    fields = [(0, full, per_row, True), (full, 1 if rest else 0, rest, is_exact)]
    return [
        Field(0, round(pitch * top, 2), round(pitch * columns, 2), round(pitch * rows, 2), round(pitch, 2), is_marked)
        for top, rows, columns, is_marked in fields
        if rows
    ]


def part_stream(whole: float, *parts: float, breadth: float = 190, bottom: float = 190) -> list[Stream]:
    """Return a stream for each part, as broad as it is of the whole, each to the middle of its column; last what is left over.

    Empty where the parts are more than the whole, or nothing.
    """
    rest = whole - sum(parts)
    if rest < 0 or min(parts) <= 0:
        return []
    shares = [*parts, rest] if rest else [*parts]
    left, streams = (WIDTH - breadth) / 2, []
    for number, share in enumerate(shares):
        width, middle = breadth * share / whole, WIDTH * (number + 0.5) / len(shares)
        streams.append(Stream(stream_outline(left, middle - width / 2, width, bottom), number < len(parts)))
        left += width
    return streams


def stream_outline(top_left: float, bottom_left: float, width: float, bottom: float) -> str:
    bend, a, b = bottom / 2, round(top_left, 1), round(bottom_left, 1)
    c, d = round(top_left + width, 1), round(bottom_left + width, 1)
    return f"M{a} 0V24C{a} {bend} {b} {bend} {b} {bottom - 24:g}V{bottom:g}H{d}V{bottom - 24:g}C{d} {bend} {c} {bend} {c} 24V0Z"


def drawing_height(marks: Sequence[Dot | Cell | Bar | Field], margin: float = 16) -> float:
    """Return the height of a drawing that holds all marks."""
    return max((mark.y + getattr(mark, "height", 0) for mark in marks), default=0) + margin
