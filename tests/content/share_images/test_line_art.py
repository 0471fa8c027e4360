"""The drawings on cards are those of the sprite."""

import math

import pytest
from PIL import Image, ImageDraw

from content.share_images.line_art import GRID, arc_points, draw_strokes, path_strokes, read_drawing
from schools.models import Drawing


@pytest.mark.parametrize("drawing", Drawing)
def test_every_drawing_can_be_drawn_inside_its_grid(drawing):
    points = [point for stroke in read_drawing(drawing) for point in stroke.points]
    assert len(points) > 50
    assert all(-4 <= x <= GRID[0] + 4 and -4 <= y <= GRID[1] + 4 for x, y in points)


def test_letters_that_are_left_out_and_relative_numbers_are_understood():
    (stroke,) = path_strokes("M10 10h5v5l-5 0zm20-5", 1)
    assert (stroke.points, stroke.is_closed) == (((10, 10), (15, 10), (15, 15), (10, 15)), True)
    (stroke,) = path_strokes("m1 2 3 4-1-1.5", 1)
    assert stroke.points == ((1, 2), (4, 6), (3, 4.5))


def test_an_arc_keeps_its_distance_from_its_centre_and_takes_the_way_that_is_asked_for():
    below = arc_points((0, 0), (20, 0), 10, 10, 0, 0, 0)
    above = arc_points((0, 0), (20, 0), 10, 10, 0, 0, 1)
    assert all(math.isclose(math.hypot(x - 10, y), 10) for x, y in [*below, *above])
    assert below[len(below) // 2][1] > 0 > above[len(above) // 2][1]


def test_curves_end_where_they_say():
    (stroke,) = path_strokes("M0 0c0 10 10 10 10 0s10-10 10 0", 1)
    assert stroke.points[-1] == pytest.approx((20, 0))
    assert max(y for _x, y in stroke.points) > 5
    assert min(y for _x, y in stroke.points) < -5


def test_strokes_leave_their_colour_on_the_picture():
    picture = Image.new("RGB", (320, 240))
    draw_strokes(ImageDraw.Draw(picture), read_drawing("glass"), 0, 0, 320, "#ffffff")
    assert 500 < sum(picture.convert("1").get_flattened_data()) / 255 < 20_000
