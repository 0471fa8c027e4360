"""The background of a card: black lacquer with gold hairlines, and at the right edge the texture of one craft."""

import math
import random
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 630
ART_LEFT = 780  # where the texture begins; text ends before it
BLACK, RED, GOLD = "#16100d", "#a8231a", "#cda85f"
COATS = ("#1f1512", "#5a1410", "#16100d", "#8a1c12", "#1f1512", "#a8231a", "#16100d", "#c23a22", "#5a1410", "#c23a22")
SUPERSAMPLING = 2  # drawn larger and scaled down, for smooth edges
ART_WIDTH, ART_HEIGHT = (WIDTH - ART_LEFT) * SUPERSAMPLING, HEIGHT * SUPERSAMPLING


@cache
def draw_background(texture: str) -> Image.Image:
    """Return the background with a texture of `TEXTURES`, twice as large as the card, drawn once per process; copy it."""
    big = Image.new("RGB", (WIDTH * SUPERSAMPLING, HEIGHT * SUPERSAMPLING), BLACK)
    art = Image.new("RGB", (ART_WIDTH, ART_HEIGHT), BLACK)
    TEXTURES[texture](ImageDraw.Draw(art, "RGBA"))
    big.paste(art, (ART_LEFT * SUPERSAMPLING, 0))
    pen = ImageDraw.Draw(big)
    pen.line((ART_LEFT * SUPERSAMPLING, 0, ART_LEFT * SUPERSAMPLING, HEIGHT * SUPERSAMPLING), fill=GOLD, width=2 * SUPERSAMPLING)
    pen.rectangle((0, 0, WIDTH * SUPERSAMPLING, 10 * SUPERSAMPLING), fill=RED)
    pen.line((0, 13 * SUPERSAMPLING, WIDTH * SUPERSAMPLING, 13 * SUPERSAMPLING), fill=GOLD, width=SUPERSAMPLING)
    return big


def draw_lacquer(pen):
    """Coats of lacquer rubbed through, like contours around a peak."""
    for number, coat in enumerate(COATS):
        outline = contour_points(ART_WIDTH * 0.6, ART_HEIGHT * 0.46, 1180 * (1 - number / len(COATS)) + 28)
        pen.polygon(outline, fill=coat)
        pen.line([*outline, outline[0]], fill="#7a5c2c", width=2 * SUPERSAMPLING)


def contour_points(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """Return the points of a closed, uneven contour."""
    points = []
    for step in range(180):
        angle = step * math.tau / 180
        reach = radius * (1 + 0.13 * math.sin(3 * angle + 0.8) + 0.06 * math.sin(5 * angle + radius / 180))
        points.append((x + reach * math.cos(angle) * 0.82, y + reach * math.sin(angle)))
    return points


def draw_glass(pen):
    """Bubbles of translucent glass."""
    chance = random.Random(7)  # noqa: S311 (the same picture everywhere)
    pen.rectangle((0, 0, ART_WIDTH, ART_HEIGHT), fill="#0b3431")
    for _bubble in range(46):
        x, y, radius = chance.randrange(ART_WIDTH), chance.randrange(ART_HEIGHT), chance.randrange(24, 150)
        pen.ellipse(
            (x - radius, y - radius, x + radius, y + radius), fill=(86, 190, 168, 22), outline=(140, 225, 205, 60), width=2
        )


def draw_loom(pen):
    """Fine ruled threads, now and then a knot."""
    chance = random.Random(11)  # noqa: S311 (the same picture everywhere)
    pen.rectangle((0, 0, ART_WIDTH, ART_HEIGHT), fill="#18242c")
    for y in range(12, ART_HEIGHT, 26):
        pen.line((0, y, ART_WIDTH, y), fill=(120, 150, 165, 60), width=2)
        for _knot in range(5):
            x = chance.randrange(ART_WIDTH)
            pen.line((x, y, x + chance.randrange(30, 120), y), fill=(205, 168, 95, 150), width=4)


def draw_iron(pen):
    """The grain of cast iron."""
    chance = random.Random(13)  # noqa: S311 (the same picture everywhere)
    pen.rectangle((0, 0, ART_WIDTH, ART_HEIGHT), fill="#202325")
    for _grain in range(1100):
        x, y, size = chance.randrange(ART_WIDTH), chance.randrange(ART_HEIGHT), chance.choice((3, 4, 6, 9))
        pen.ellipse((x, y, x + size, y + size), fill=(180, 186, 190, chance.choice((30, 45, 60))))


TEXTURES: dict[str, Callable] = {"lacquer": draw_lacquer, "glass": draw_glass, "loom": draw_loom, "iron": draw_iron}
