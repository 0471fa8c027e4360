"""Days and moments in the portal's time zone."""

import datetime as dt

from content.local_time import day_bounds, format_moment, moment_of_day

DAY = dt.date(2025, 5, 13)


def test_a_day_begins_and_ends_at_midnight_in_shanghai():
    start, end = day_bounds(DAY)
    assert (start.isoformat(), end.isoformat()) == ("2025-05-13T00:00:00+08:00", "2025-05-14T00:00:00+08:00")


def test_a_time_of_day_is_a_moment():
    assert moment_of_day(DAY, dt.time(17)) == dt.datetime(2025, 5, 13, 9, tzinfo=dt.UTC)


def test_a_moment_is_written_as_the_clock_on_the_wall_says_it():
    assert format_moment(dt.datetime(2025, 5, 13, 1, 30, tzinfo=dt.UTC)) == "2025-05-13 09:30"
