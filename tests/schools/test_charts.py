import pytest

from schools.charts import (
    MAX_CROWD,
    MAX_MARKS,
    chain_rings,
    crowd_fields,
    disc_sectors,
    drawing_height,
    layout_bars,
    medal_places,
    part_stream,
    unit_cells,
    unit_dots,
)


def test_unit_dots_marks_the_first_and_counts_every_one():
    dots = unit_dots(8, 196)
    assert len(dots) == 204
    assert sum(dot.is_marked for dot in dots) == 8
    assert all(dot.is_marked for dot in dots[:8])


def test_unit_dots_never_share_a_place():
    dots = unit_dots(8, 196)
    assert len({(dot.x, dot.y) for dot in dots}) == 204
    assert max(dot.x for dot in dots) < 360


def test_unit_cells_stay_inside_the_width():
    cells = unit_cells(50, 10, columns=10, width=360)
    assert len(cells) == 50
    assert max(cell.x + cell.width for cell in cells) <= 360
    assert sum(cell.is_marked for cell in cells) == 10


def test_too_many_marks_are_not_drawn():
    assert unit_dots(1, MAX_MARKS) == []
    assert unit_cells(MAX_MARKS + 1, 1, columns=10) == []


def test_bars_share_one_scale():
    drawn = layout_bars([12000, 8000, 2000], width=300)
    assert [bar.width for bar in drawn] == [300, 200, 50]


def test_bars_of_nothing_are_none():
    assert layout_bars([]) == []
    assert layout_bars([0]) == []


def test_bottom_lies_below_the_last_mark():
    assert drawing_height(unit_cells(10, 5, columns=10, top=34, height=48), margin=16) == 98


@pytest.mark.parametrize(("count", "is_exact"), [(2243, True), (500, False), (480, False), (40, True), (1, True)])
def test_a_crowd_has_as_many_people_as_were_counted(count, is_exact):
    fields = crowd_fields(count, is_exact=is_exact)
    people = [round(field.width / field.pitch) * round(field.height / field.pitch) for field in fields]
    assert sum(people) == count
    assert max(field.x + field.width for field in fields) <= 360
    assert [field.is_marked for field in fields] == ([True, is_exact] if len(fields) == 2 else [True])


@pytest.mark.parametrize("count", [0, MAX_CROWD + 1])
def test_nobody_and_too_many_are_no_crowd(count):
    assert crowd_fields(count, is_exact=True) == []


def test_streams_are_as_broad_as_their_shares_and_the_rest_has_no_number():
    streams = part_stream(12000, 8000, 2000)
    assert [stream.is_known for stream in streams] == [True, True, False]
    assert streams[0].path.startswith("M85.0 0")
    assert part_stream(10, 4, 6)[-1].is_known


@pytest.mark.parametrize("numbers", [(10, 8, 3), (10, 0), (10, 12)])
def test_parts_that_do_not_fit_into_the_whole_are_not_drawn(numbers):
    assert part_stream(*numbers) == []


def test_sectors_of_a_disc_are_those_of_its_whole():
    assert [sector["is_marked"] for sector in disc_sectors(4, 3)] == [True, True, True, False]
    assert disc_sectors(2, 0) == disc_sectors(1, 1) == []


@pytest.mark.parametrize("draw", [chain_rings, medal_places])
def test_each_thing_has_one_place_of_its_own(draw):
    assert len({(mark.x, mark.y) for mark in draw(18)}) == 18
    assert draw(MAX_MARKS + 1) == []
