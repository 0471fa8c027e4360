"""Twenty bad prints of a check-in code as a phone's camera sees them: crumpled, dim, small, blurred, tilted, behind glass.

Each is a frame of 640 × 480 pixels in grey, made anew alike every time. Figures are pixels of the frame, or grey from 0 to 255.
"""

import io
import math
import random
from collections.abc import Callable, Sequence

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter

FRAME = WIDTH, HEIGHT = 640, 480
MIDDLE = WIDTH / 2, HEIGHT / 2
TABLE = 120
CODE = "ABCD2345.ABCDEFGHIJKLMNOPQRST"
CLEAR_SIDE = 400
MASK = 1  # as events/bookings/checkin_codes.py draws it
Point = tuple[float, float]
blur = ImageFilter.GaussianBlur


def draw_code() -> Image.Image:
    modules = list(segno.make(CODE, error="q", micro=False, mask=MASK).matrix_iter(border=4))
    small = Image.new("L", (len(modules), len(modules)))
    small.putdata([0 if dark else 255 for row in modules for dark in row])
    return small.resize((CLEAR_SIDE, CLEAR_SIDE), Image.Resampling.NEAREST)


def solve_linear(rows: list[list[float]]) -> list[float]:
    """Return the solution of n equations given as rows of n factors and the sum (Gauss and Jordan, with pivots)."""
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(size):
            if row != column:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [value - factor * other for value, other in zip(rows[row], rows[column], strict=True)]
    return [rows[index][size] / rows[index][index] for index in range(size)]


def photograph_code(corners: Sequence[Point]) -> Image.Image:
    """Return a frame in which the printed code has these corners, clockwise from its top left."""
    ends = [(0, 0), (CLEAR_SIDE, 0), (CLEAR_SIDE, CLEAR_SIDE), (0, CLEAR_SIDE)]
    equations = []
    for (seen_x, seen_y), (x, y) in zip(corners, ends, strict=True):
        equations += [
            [seen_x, seen_y, 1, 0, 0, 0, -x * seen_x, -x * seen_y, x],
            [0, 0, 0, seen_x, seen_y, 1, -y * seen_x, -y * seen_y, y],
        ]
    perspective, smooth = Image.Transform.PERSPECTIVE, Image.Resampling.BICUBIC
    return draw_code().transform(FRAME, perspective, solve_linear(equations), smooth, fillcolor=TABLE)


def lay_flat(side: float, degrees: float = 0) -> Image.Image:
    half, turn = side / 2, math.radians(degrees)
    cos, sin = math.cos(turn), math.sin(turn)
    corners = ((-half, -half), (half, -half), (half, half), (-half, half))
    return photograph_code([(MIDDLE[0] + x * cos - y * sin, MIDDLE[1] + x * sin + y * cos) for x, y in corners])


def tilt_code(by: float) -> Image.Image:
    """Return the code with its left edge further away: shorter by this share."""
    half, (x, y) = 130, MIDDLE
    left, right = x - half, x + half * (1 - by * 0.6)
    return photograph_code([(left, y - half * (1 - by)), (right, y - half), (right, y + half), (left, y + half * (1 - by))])


def crumple_print(image: Image.Image, shift: float, cell: int, seed: int) -> Image.Image:
    """Return it folded along a grid of cells whose corners are shifted, each cell in another light."""
    luck = random.Random(seed)
    columns, rows = -(-WIDTH // cell), -(-HEIGHT // cell)
    corners = {
        (column, row): (column * cell + luck.uniform(-shift, shift), row * cell + luck.uniform(-shift, shift))
        for column in range(columns + 1)
        for row in range(rows + 1)
    }
    light, mesh = Image.new("L", FRAME, 128), []
    for column in range(columns):
        for row in range(rows):
            box = (column * cell, row * cell, (column + 1) * cell, (row + 1) * cell)
            around = ((column, row), (column, row + 1), (column + 1, row + 1), (column + 1, row))
            mesh.append((box, [value for corner in around for value in corners[corner]]))
            ImageDraw.Draw(light).rectangle(box, fill=128 + int(luck.uniform(-30, 30)))
    bent = image.transform(FRAME, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)
    return ImageChops.add(bent, light.filter(blur(6)), 1, -128)


def add_grain(image: Image.Image, spread: float) -> Image.Image:
    luck = random.Random(1)
    grain = Image.new("L", FRAME)
    grain.putdata([min(255, max(0, round(luck.gauss(128, spread)))) for _ in range(WIDTH * HEIGHT)])
    return ImageChops.add(image, grain, 1, -128)


def scale_greys(image: Image.Image, darkest: int, lightest: int) -> Image.Image:
    return image.point(lambda value: int(darkest + (lightest - darkest) * value / 255))


def half_in_shade(image: Image.Image) -> Image.Image:
    shade = Image.linear_gradient("L").rotate(90).resize(FRAME)
    return ImageChops.multiply(image, scale_greys(shade, 30, 255))


def with_lamp(image: Image.Image, x: int, y: int, radius: int, brightness: int) -> Image.Image:
    lamp = Image.new("L", FRAME)
    ImageDraw.Draw(lamp).ellipse((x - radius, y - radius, x + radius, y + radius), fill=brightness)
    return ImageChops.add(image, lamp.filter(blur(14)))


def with_streak(image: Image.Image, brightness: int) -> Image.Image:
    streak = Image.new("L", FRAME)
    ImageDraw.Draw(streak).polygon([(200, 0), (290, 0), (430, HEIGHT), (340, HEIGHT)], fill=brightness)
    return ImageChops.add(image, streak.filter(blur(10)))


def blur_by_motion(image: Image.Image, pixels: int) -> Image.Image:
    mixed = image
    for step in range(1, pixels):
        mixed = Image.blend(mixed, ImageChops.offset(image, step, 0), 1 / (step + 1))
    return mixed


def compress_as_jpeg(image: Image.Image, quality: int) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("L")


PRINTS: dict[str, Callable[[], Image.Image]] = {
    "crumpled a little": lambda: crumple_print(lay_flat(260), 3, 40, seed=3),
    "crumpled": lambda: crumple_print(lay_flat(260), 6, 48, seed=3),
    "crumpled hard": lambda: crumple_print(lay_flat(280), 9, 56, seed=5),
    "crumpled and dim": lambda: scale_greys(crumple_print(lay_flat(260), 5, 48, seed=7), 20, 90),
    "dim": lambda: add_grain(scale_greys(lay_flat(240), 15, 60), 8),
    "very dim, grained": lambda: add_grain(scale_greys(lay_flat(240), 20, 55), 14),
    "washed out in the sun": lambda: scale_greys(lay_flat(240), 170, 250),
    "half in shade": lambda: half_in_shade(lay_flat(260)),
    "small": lambda: lay_flat(72).filter(blur(0.6)),
    "very small": lambda: lay_flat(56),
    "small and out of focus": lambda: lay_flat(110).filter(blur(1.6)),
    "out of focus": lambda: lay_flat(240).filter(blur(4)),
    "moved": lambda: blur_by_motion(lay_flat(240), 10),
    "tilted": lambda: tilt_code(0.35),
    "tilted hard": lambda: tilt_code(0.6),
    "turned by 37 degrees": lambda: lay_flat(220, degrees=37),
    "behind glass, a lamp": lambda: with_lamp(lay_flat(260), 330, 250, 40, 255),
    "behind glass, a streak": lambda: with_streak(scale_greys(lay_flat(260), 30, 200), 110),
    "behind glass, dim, tilted": lambda: add_grain(with_lamp(scale_greys(tilt_code(0.3), 20, 110), 380, 200, 30, 200), 8),
    "bad printer, compressed": lambda: compress_as_jpeg(add_grain(lay_flat(180).filter(blur(1.2)), 20), 12),
}
