"""The check-in code: who may have made it, and its picture, easy to read: every module eight pixels wide, dark on white."""

import io

import segno
from PIL import Image

from events.bookings.checkin_codes import (
    MASK,
    checkin_code,
    draw_checkin_code,
    draw_code,
    qr_png,
    read_signed_reference,
)
from events.models.booking import new_reference


def test_the_picture_shows_the_modules_of_the_code():
    code = checkin_code("ABCD2345")
    modules = [list(row) for row in segno.make(code, error="q", micro=False, mask=MASK).matrix_iter(border=4)]
    with Image.open(io.BytesIO(qr_png(code))) as picture:
        picture.verify()
    with Image.open(io.BytesIO(qr_png(code))) as picture:
        assert picture.size == (len(modules) * 8, len(modules) * 8)
        pixels = picture.convert("1").load()
    for y in range(len(modules) * 8):
        for x in range(len(modules) * 8):
            assert (pixels[x, y] == 0) == bool(modules[y // 8][x // 8])


def test_a_code_that_is_put_together_is_the_one_that_segno_draws():
    for _code in range(50):
        code = checkin_code(new_reference())
        assert draw_checkin_code(code) == draw_code(code)


def test_the_code_is_small_and_well_corrected():
    qr = segno.make(checkin_code("ABCD2345"), micro=False)
    assert (qr.mode, segno.make(checkin_code("ABCD2345"), error="q", micro=False).version) == ("alphanumeric", 2)


def test_a_code_is_read_in_small_letters_too():
    code = checkin_code("ABCD2345")
    assert read_signed_reference(code) == ("ABCD2345", True)
    assert read_signed_reference(f" {code.lower()}\n") == ("ABCD2345", True)


def test_a_changed_code_is_found_out():
    code = checkin_code("ABCD2345")
    assert read_signed_reference(code.replace("ABCD", "ABCE")) == ("ABCE2345", False)
    changed = code[:-1] + ("A" if code[-1] != "A" else "B")
    assert read_signed_reference(changed) == ("ABCD2345", False)


def test_what_is_no_code_of_ours_has_no_reference():
    for text in ("", "ABCD2345", "https://example.org/", checkin_code("ABCD2345")[:-1], "ABCD2345." + "1" * 20):
        assert read_signed_reference(text) == ("", False)


def test_codes_of_the_secret_before_are_read(settings):
    code = checkin_code("ABCD2345")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert read_signed_reference(code) == ("ABCD2345", True)
    settings.SECRET_KEY_FALLBACKS = []
    assert read_signed_reference(code) == ("ABCD2345", False)
