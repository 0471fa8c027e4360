import datetime as dt
from types import SimpleNamespace

import pytest

from events.programme.timetable import (
    CLOSES,
    MINUTES_PER_COLUMN,
    OPENS,
    assign_lanes,
    build_time_grid,
    fill_lane_cells,
    fits_time_grid,
)
from tests.conftest import SHANGHAI

DAY = dt.date(2025, 5, 13)


def place(start, end, venue="hall", is_all_day=False):
    starts, ends = (dt.datetime.combine(DAY, dt.time.fromisoformat(text), SHANGHAI) for text in (start, end))
    ends += dt.timedelta(days=ends <= starts)
    session = SimpleNamespace(venue=venue)
    return SimpleNamespace(slot=SimpleNamespace(starts_at=starts, ends_at=ends, session=session, is_all_day=is_all_day))


def widths(*places, first=OPENS, last=CLOSES):
    columns = (last - first) // MINUTES_PER_COLUMN
    return [
        [(found is not None, width) for found, width in fill_lane_cells(lane, first, columns)] for lane in assign_lanes(places)
    ]


def test_a_row_is_filled_exactly():
    for row in widths(place("09:00", "10:30"), place("11:00", "12:00")):
        assert sum(width for _filled, width in row) == (CLOSES - OPENS) // MINUTES_PER_COLUMN


def test_what_overlaps_at_one_venue_stands_below():
    assert len(widths(place("09:00", "10:30"), place("10:00", "11:00"), place("10:30", "11:30"))) == 2


def test_what_only_touches_stays_side_by_side():
    assert len(widths(place("09:00", "10:00"), place("10:00", "11:00"))) == 1


def test_fourteen_short_times_on_end_are_drawn_legibly():
    times = [f"{9 + n // 2:02d}:{30 * (n % 2):02d}" for n in range(15)]
    rows = widths(*(place(start, end) for start, end in zip(times, times[1:], strict=False)))
    assert len(rows) == 2
    assert min(width for row in rows for filled, width in row if filled) >= 5


@pytest.mark.parametrize(("start", "end"), [("23:30", "00:00"), ("20:00", "00:30"), ("07:10", "07:20")])
def test_early_and_late_sessions_widen_the_table(start, end):
    grid = build_time_grid([place(start, end)])
    [(_venue, [row])] = grid["venues"]
    assert sum(width for _filled, width in row) == len(grid["columns"])
    assert all(width > 0 for _filled, width in row)


def test_a_day_of_opening_hours_has_no_table():
    assert not fits_time_grid([place("09:00", "17:00", is_all_day=True)])
