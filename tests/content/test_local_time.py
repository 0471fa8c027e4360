"""Days and moments in the portal's time zone."""

import datetime as dt

import pytest
from django.utils.formats import get_format
from django.utils.translation import override

from content.local_time import day_bounds, format_date, format_moment, format_span, moment_of_day

DAY = dt.date(2025, 5, 13)


def test_a_day_begins_and_ends_at_midnight_in_shanghai():
    start, end = day_bounds(DAY)
    assert (start.isoformat(), end.isoformat()) == ("2025-05-13T00:00:00+08:00", "2025-05-14T00:00:00+08:00")


def test_a_time_of_day_is_a_moment():
    assert moment_of_day(DAY, dt.time(17)) == dt.datetime(2025, 5, 13, 9, tzinfo=dt.UTC)


def test_a_moment_is_written_as_the_clock_on_the_wall_says_it():
    moment = dt.datetime(2025, 5, 13, 1, 30, tzinfo=dt.UTC)
    assert format_moment(moment) == "2025年5月13日 周二 09:30"
    assert format_span(moment, moment + dt.timedelta(hours=1)) == "2025年5月13日 周二 09:30–10:30"
    with override("en"):
        assert format_moment(moment) == "Tue 13 May 2025 09:30"


def test_the_day_of_a_moment_is_the_one_on_the_calendar_on_the_wall():
    late = dt.datetime(2025, 5, 13, 16, 30, tzinfo=dt.UTC)
    assert format_date(late) == "2025年5月14日"
    with override("en"):
        assert format_date(late) == format_date(dt.date(2025, 5, 14)) == "14 May 2025"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_typed_stays_iso(language):
    with override(language):
        assert [get_format(f"{name}_INPUT_FORMATS")[0] for name in ("DATE", "TIME")] == ["%Y-%m-%d", "%H:%M"]
