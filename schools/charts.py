"""Positions of the marks of a chart, in SVG units.

A dot or cell stands for one counted thing, a bar for one published value. No figure is ever divided by another here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MAX_MARKS = 400  # more could not be told apart


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


def drawing_height(marks: Sequence[Dot | Cell | Bar], margin: float = 16) -> float:
    """Return the height of a drawing that holds all marks."""
    return max((mark.y + getattr(mark, "height", 0) for mark in marks), default=0) + margin
