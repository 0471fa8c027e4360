"""Where the marks of a chart stand. Plain numbers in SVG units; what they mean is said in words beside them.

A mark stands for one counted thing, or a bar for one published value. Nothing here divides one figure by another.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_MARKS = 400


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


def unit_dots(marked: int, plain: int, *, per_row: int = 17, pitch: float = 21, top: float = 50) -> list[Dot]:
    """One dot for each thing, the marked ones first, row by row. Empty when there are too many to be told apart."""
    total = marked + plain
    if total > MOST_MARKS:
        return []
    return [Dot(12 + pitch * (n % per_row), top + pitch * (n // per_row), n < marked) for n in range(total)]


def unit_cells(
    total: int, marked: int, *, columns: int, width: float = 360, height: float = 24, gap: float = 6, top: float = 0
) -> list[Cell]:
    """A block of `total` cells in rows of `columns`, filling `width`, of which the first `marked` are ours."""
    if total > MOST_MARKS:
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
    """Bars on one scale, the longest filling `width`."""
    longest = max(values, default=0)
    if longest <= 0:
        return []
    return [Bar(top + pitch * n, round(width * float(value) / float(longest), 1), height) for n, value in enumerate(values)]


def drawing_height(marks: Sequence[Dot | Cell | Bar], margin: float = 16) -> float:
    """How tall the drawing has to be."""
    return max((mark.y + getattr(mark, "height", 0) for mark in marks), default=0) + margin
