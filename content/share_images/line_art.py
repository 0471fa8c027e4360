"""The line drawings of the icon sprite as polylines, for pictures that no browser draws."""

import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings

GRID = (160, 120)  # of every drawing
THIN, NORMAL = 0.8, 1.5  # widths of lines
STEPS = 14  # of a curve
TOKEN = re.compile(r"[a-zA-Z]|-?(?:\d+\.\d+|\.\d+|\d+)")
ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "A": 7, "Z": 0}

Point = tuple[float, float]


@dataclass(frozen=True)
class Stroke:
    """`is_closed`: whether the last point is joined to the first."""

    points: tuple[Point, ...]
    width: float
    is_closed: bool = False


@cache
def read_drawing(name: str) -> tuple[Stroke, ...]:
    """Return the strokes of the symbol art-`name`; raises KeyError if the sprite has none."""
    sprite = Path(settings.BASE_DIR, "static", "img", "icons.svg").read_text(encoding="utf-8")
    symbols = {symbol.get("id"): symbol for symbol in ElementTree.fromstring(sprite)}  # noqa: S314 (our own file)
    return tuple(stroke for element in symbols[f"art-{name}"] for stroke in element_strokes(element))


def element_strokes(element) -> list[Stroke]:
    width = float(element.get("stroke-width", NORMAL))
    if element.tag.endswith("path"):
        return path_strokes(element.get("d"), width)
    x, y = float(element.get("cx")), float(element.get("cy"))
    across, down = (float(element.get(name) or element.get("r")) for name in ("rx", "ry"))
    angles = (n * math.tau / (2 * STEPS) for n in range(2 * STEPS))
    return [Stroke(tuple((x + across * math.cos(a), y + down * math.sin(a)) for a in angles), width, True)]


def path_strokes(commands: str, width: float) -> list[Stroke]:
    """Return the strokes of a path of the commands M, L, H, V, C, S, A and Z, absolute or relative."""
    strokes, points, control = [], [], None
    for name, numbers in read_commands(commands):
        letter = name.upper()
        if letter in "MZ" and points:
            strokes.append(Stroke(tuple(points), width, letter == "Z"))
        if letter == "Z":
            points = points[:1]
            continue
        start = points[-1] if points else (0.0, 0.0)
        if letter == "M":
            points = []
        ends, control = command_points(letter, numbers, start, start if name.islower() else (0.0, 0.0), control)
        points += ends
    return [stroke for stroke in [*strokes, Stroke(tuple(points), width)] if len(stroke.points) > 1]


def read_commands(text: str) -> list[tuple[str, list[float]]]:
    """Return (command, its numbers); a command whose letter is left out is the one before, after M it is L."""
    found, tokens, name, at = [], TOKEN.findall(text), "", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            name, at = tokens[at], at + 1
        elif name in "Mm":
            name = "L" if name == "M" else "l"
        count = ARGUMENTS[name.upper()]
        found.append((name, [float(token) for token in tokens[at : at + count]]))
        at += count
    return found


def command_points(letter, numbers, start: Point, origin: Point, control: Point | None):
    """Return the points that a command adds, and the second control point if it is a curve."""
    (x, y), (left, top) = start, origin
    if letter == "H":
        return [(numbers[0] + left, y)], None
    if letter == "V":
        return [(x, numbers[0] + top)], None
    end = (numbers[-2] + left, numbers[-1] + top)
    if letter == "A":
        return arc_points(start, end, *numbers[:5]), None
    if letter not in "CS":
        return [end], None
    second = (numbers[-4] + left, numbers[-3] + top)
    reflected = (2 * x - control[0], 2 * y - control[1]) if control else start
    first = (numbers[0] + left, numbers[1] + top) if letter == "C" else reflected
    return curve_points(start, first, second, end), second


def curve_points(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    steps = (n / STEPS for n in range(1, STEPS + 1))
    weights = [((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3) for t in steps]
    return [tuple(sum(w * p[axis] for w, p in zip(weight, (a, b, c, d), strict=True)) for axis in (0, 1)) for weight in weights]


def arc_points(start: Point, end: Point, across: float, down: float, turn: float, is_large: float, is_clockwise: float):
    """Return the points of an elliptic arc (SVG 1.1, F.6.5); `turn` is always 0 in our drawings."""
    half = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    excess = max(1, math.hypot(half[0] / across, half[1] / down))
    across, down = across * excess, down * excess
    below = (across * half[1]) ** 2 + (down * half[0]) ** 2
    factor = math.sqrt(max(0, (across * down) ** 2 / below - 1)) * (-1 if is_large == is_clockwise else 1)
    x, y = factor * across * half[1] / down, -factor * down * half[0] / across
    middle = x + (start[0] + end[0]) / 2, y + (start[1] + end[1]) / 2
    first = math.atan2((half[1] - y) / down, (half[0] - x) / across)
    sweep = math.atan2((-half[1] - y) / down, (-half[0] - x) / across) - first
    sweep += math.tau * ((is_clockwise and sweep < 0) - (not is_clockwise and sweep > 0))
    angles = (first + sweep * n / STEPS for n in range(1, STEPS + 1))
    return [(middle[0] + across * math.cos(a), middle[1] + down * math.sin(a)) for a in angles]


def draw_strokes(pen, strokes: tuple[Stroke, ...], left: float, top: float, size: float, colour: str):
    """Draw on an image twice as large as the result; `size` is the width of the drawing."""
    scale = size / GRID[0]
    for stroke in strokes:
        points = [(left + x * scale, top + y * scale) for x, y in stroke.points]
        width = max(2, round(stroke.width * scale))
        pen.line([*points, *points[:2]] if stroke.is_closed else points, fill=colour, width=width, joint="curve")
