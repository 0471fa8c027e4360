from schools.charts import MAX_MARKS, drawing_height, layout_bars, unit_cells, unit_dots


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
