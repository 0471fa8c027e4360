"""The districts stand where the data says; campus and legend go where there is room."""

import pytest

from schools.models import District
from schools.templatetags.directory import tile_stem, tile_suffix, tile_word
from schools.tile_map import Area, lay_out_tiles

# the rows and columns of the first week's eleven districts, from 0
FIRST = [(0, 3), (1, 3), (3, 1), (2, 2), (2, 1), (3, 0), (0, 4), (1, 5), (1, 4), (2, 4), (2, 3)]


def laid_out(cells, *, has_campus=True):
    return lay_out_tiles([District(tile_row=row, tile_column=column) for row, column in cells], has_campus=has_campus)


def taken(tile_map):
    cells = [(tile.row, tile.column) for tile in tile_map.tiles]
    if area := tile_map.campus:
        cells += [(area.row + down, area.column + right) for down in range(2) for right in range(3)]
    return cells + [(tile_map.legend.row, tile_map.legend.column + right) for right in range(tile_map.legend.columns)]


def test_campus_and_legend_stand_in_the_gaps_of_the_map():
    tile_map = laid_out(FIRST)
    assert tile_map.columns == 6
    assert (tile_map.campus, tile_map.plus_column) == (Area(1, 1, 2), 3)
    assert tile_map.legend == Area(4, 3, 4)


def test_without_room_the_campus_stands_above_and_the_legend_below():
    full = [(row, column) for row in range(3) for column in range(4)]
    tile_map = laid_out(full)
    assert tile_map.campus == Area(1, 1, 2)
    assert min(tile.row for tile in tile_map.tiles) == 3
    assert tile_map.legend == Area(6, 1, 4)


def test_a_city_without_a_campus_has_no_tile_for_one():
    tile_map = laid_out([(0, 0), (1, 1)], has_campus=False)
    assert tile_map.campus is None
    assert tile_map.tiles[0].row == 1


@pytest.mark.parametrize(
    "cells", [FIRST, [(0, 0)], [(9, 7)], [(0, 0), (0, 7), (9, 0), (9, 7)], [(r, c) for r in range(10) for c in range(8)]]
)
@pytest.mark.parametrize("has_campus", [True, False])
def test_nothing_stands_on_anything_else_and_all_within_the_columns(cells, has_campus):
    tile_map = laid_out(cells, has_campus=has_campus)
    places = taken(tile_map)
    assert len(places) == len(set(places))
    assert max(column for _row, column in places) <= tile_map.columns <= 8
    assert max(row for row, _column in places) <= 13


@pytest.mark.parametrize(
    ("name", "stem", "suffix"),
    [
        ("柳溪县", "柳溪", "县"),
        ("东洲区", "东洲", "区"),
        ("祁县", "祁县", ""),
        ("青坪自治县", "青坪", "自治县"),
        ("白鹭开发区", "白鹭", "开发区"),
        ("湾心", "湾心", ""),
    ],
)
def test_a_tile_says_the_name_without_what_the_place_is(name, stem, suffix):
    assert (tile_stem(name), tile_suffix(name)) == (stem, suffix)


@pytest.mark.parametrize(
    ("name", "word"), [("Stonebridge County", "Stonebridge"), ("Old Quay District", "Old Quay"), ("Harbour", "Harbour")]
)
def test_a_tile_says_the_english_name_likewise(name, word):
    assert tile_word(name) == word
