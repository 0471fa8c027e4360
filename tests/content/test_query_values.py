import datetime as dt

import pytest

from content.local_time import day_bounds
from content.query_values import FIRST_DAY, LARGEST_ID, LAST_DAY, IdConverter, parse_day, parse_id


@pytest.mark.parametrize("text", ["2025-05-13", FIRST_DAY.isoformat(), LAST_DAY.isoformat()])
def test_days_that_can_be_reckoned_with(text):
    day = parse_day(text)
    assert day == dt.date.fromisoformat(text)
    start, end = day_bounds(day)
    assert start.astimezone(dt.UTC) < end.astimezone(dt.UTC)


@pytest.mark.parametrize(
    "text",
    [None, "", "9999-12-31", "0001-01-01", "2025-02-30", "20250513", "2025-W20-1", " 2025-05-13", "2025-05-13\n", "٢٠٢٥"],
)
def test_what_is_no_day(text):
    assert parse_day(text) is None


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("17", 17), ("0017", 17), (str(LARGEST_ID), LARGEST_ID)])
def test_numbers_that_an_id_column_holds(text, number):
    assert parse_id(text) == number
    assert IdConverter().to_python(text) == number


@pytest.mark.parametrize(
    "text", [None, "", str(LARGEST_ID + 1), "9" * 5000, "-1", "+1", " 1", "1\n", "1_0", "1e3", "1.0", "١٢", "²", "0x1", "\x00"]
)
def test_what_is_no_id(text):
    assert parse_id(text) is None


def test_route_with_an_impossible_id_matches_nothing():
    with pytest.raises(ValueError):
        IdConverter().to_python(str(LARGEST_ID + 1))
