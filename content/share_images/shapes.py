"""The shapes that distinguish kinds of session, and the portal's mark, as in the icons."""

from content.share_images.background import GOLD, RED

GRID = 32
POLYGONS = {
    "diamond": ((16, 0.5), (31.5, 16), (16, 31.5), (0.5, 16)),
    "hexagon": ((16, 0.8), (29.2, 8.4), (29.2, 23.6), (16, 31.2), (2.8, 23.6), (2.8, 8.4)),
    "square": ((1.5, 1.5), (30.5, 1.5), (30.5, 30.5), (1.5, 30.5)),
    "octagon": ((10, 0.8), (22, 0.8), (31.2, 10), (31.2, 22), (22, 31.2), (10, 31.2), (0.8, 22), (0.8, 10)),
    "shield": ((16, 0.6), (29.5, 4.2), (29.5, 17), (26, 25), (16, 31.4), (6, 25), (2.5, 17), (2.5, 4.2)),
}
MARK_GRID = 44
MARK_BLOCKS = (
    (7, 11, 10, 10), (23, 11, 4.5, 4.5), (29, 11, 4.5, 4.5),
    (23, 16.8, 4.5, 4.5), (29, 16.8, 4.5, 4.5), (34.8, 16.8, 3.2, 4.5),
    (12.5, 22.6, 4.5, 4.5), (18, 22.6, 4, 4.5), (23, 22.6, 4.5, 4.5), (29, 22.6, 4.5, 4.5),
    (7, 28.4, 4.5, 4.5), (12.5, 28.4, 4.5, 4.5),
)  # fmt: skip


def draw_shape(pen, shape: str, left: float, top: float, size: float, colour: str):
    scale = size / GRID
    if shape == "circle":
        pen.ellipse((left, top, left + size, top + size), fill=colour)
    elif shape == "arch":
        pen.pieslice((left, top, left + size, top + size), 180, 360, fill=colour)
        pen.rectangle((left, top + size / 2, left + size, top + size), fill=colour)
    else:
        pen.polygon([(left + x * scale, top + y * scale) for x, y in POLYGONS[shape]], fill=colour)


def draw_mark(pen, left: float, top: float, size: float):
    scale = size / MARK_GRID
    pen.rectangle((left, top, left + size, top + size), fill=RED, outline=GOLD)
    for x, y, width, height in MARK_BLOCKS:
        at = left + x * scale, top + y * scale
        pen.rectangle((*at, at[0] + width * scale - 1, at[1] + height * scale - 1), fill="#fff8ee")
