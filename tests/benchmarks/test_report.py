"""The bench's tables."""

import math

import pytest

from benchmarks.report import format_number, format_outcomes, format_peaks, format_share, format_table, replace_section


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0399, "0.0399"), (5.734, "5.73"), (28.7, "28.7"), (99.4, "99.4"), (99.6, "100"), (2672.4, "2,672"), (math.nan, "–")],
)
def test_numbers_have_three_digits_that_count(value, text):
    assert format_number(value) == text


def test_shares_are_of_a_hundred():
    assert format_share(0.712) == "71.2 %"


def test_outcomes_come_with_the_most_frequent_first():
    assert format_outcomes({"refused": 55, "booked": 145}) == "145 booked, 55 refused"
    assert format_outcomes({}) == "–"


def test_peaks_are_named_without_process_ids():
    assert format_peaks({"web server 1204": 212.08, "worker 7": 154.4}) == "web server 212, worker 154"


def test_a_table_is_markdown():
    assert format_table(["Page", "ms"], [["home", "7"]]) == "| Page | ms |\n| --- | ---: |\n| home | 7 |"


def test_every_row_of_a_table_has_its_columns():
    with pytest.raises(ValueError, match="not 2 cells"):
        format_table(["Page", "ms"], [["home", "7", "8"]])


def test_a_section_is_added_and_then_replaced_and_others_stay():
    text = replace_section("# Speed\n\nWhat it is.\n", "Before", "one")
    text = replace_section(text, "After", "two")
    assert text == "# Speed\n\nWhat it is.\n\n## Before\n\none\n\n## After\n\ntwo\n"
    assert replace_section(text, "Before", r"new \1") == text.replace("one", r"new \1")
    assert replace_section(text, "After", "new") == text.replace("two", "new")
