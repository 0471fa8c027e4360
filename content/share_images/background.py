"""The background of every card: black lacquer, the peak of the portal's drawing at the right edge, gold hairlines."""

import math
from functools import lru_cache

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 630
ART_LEFT = 896  # where the drawing begins; text ends before it
BLACK, RED, GOLD = "#16100d", "#a8231a", "#cda85f"
COATS = ("#1f1512", "#5a1410", "#16100d", "#8a1c12", "#1f1512", "#a8231a", "#16100d", "#c23a22", "#5a1410", "#c23a22")
SUPERSAMPLING = 2  # drawn larger and scaled down, for smooth edges


@lru_cache(maxsize=1)
def lacquer_background() -> Image.Image:
    """Return the background, drawn once per process; copy it before drawing on it."""
    big = Image.new("RGB", (WIDTH * SUPERSAMPLING, HEIGHT * SUPERSAMPLING), BLACK)
    pen = ImageDraw.Draw(big)
    for number, coat in enumerate(COATS):
        outline = contour_points(1110, 300, 560 * (1 - number / len(COATS)) + 14)
        pen.polygon(outline, fill=coat)
        pen.line([*outline, outline[0]], fill="#7a5c2c", width=2 * SUPERSAMPLING)
    pen.rectangle((0, 0, ART_LEFT * SUPERSAMPLING, HEIGHT * SUPERSAMPLING), fill=BLACK)
    pen.line((ART_LEFT * SUPERSAMPLING, 0, ART_LEFT * SUPERSAMPLING, HEIGHT * SUPERSAMPLING), fill=GOLD, width=2 * SUPERSAMPLING)
    pen.rectangle((0, 0, WIDTH * SUPERSAMPLING, 10 * SUPERSAMPLING), fill=RED)
    pen.line((0, 13 * SUPERSAMPLING, WIDTH * SUPERSAMPLING, 13 * SUPERSAMPLING), fill=GOLD, width=SUPERSAMPLING)
    return big.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def contour_points(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """Return the points of a closed, uneven contour around a peak, like a coat of lacquer rubbed through."""
    points = []
    for step in range(180):
        angle = step * math.tau / 180
        reach = radius * (1 + 0.13 * math.sin(3 * angle + 0.8) + 0.06 * math.sin(5 * angle + radius / 90))
        points.append(((x + reach * math.cos(angle) * 0.82) * SUPERSAMPLING, (y + reach * math.sin(angle)) * SUPERSAMPLING))
    return points
