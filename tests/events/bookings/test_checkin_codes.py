"""The picture of the check-in code: every module of the code, eight pixels wide, dark on white."""

import io

import segno
from PIL import Image

from events.bookings.checkin_codes import MASK, checkin_code, qr_png


def test_the_picture_shows_the_modules_of_the_code():
    code = checkin_code("ABCD2345")
    modules = [list(row) for row in segno.make(code, error="m", micro=False, mask=MASK).matrix_iter(border=4)]
    with Image.open(io.BytesIO(qr_png(code))) as picture:
        picture.verify()
    with Image.open(io.BytesIO(qr_png(code))) as picture:
        assert picture.size == (len(modules) * 8, len(modules) * 8)
        pixels = picture.convert("1").load()
    for y in range(len(modules) * 8):
        for x in range(len(modules) * 8):
            assert (pixels[x, y] == 0) == bool(modules[y // 8][x // 8])
