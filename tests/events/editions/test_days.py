"""The proposed first day and the weekdays, over ends of years and leap days."""

import datetime as dt

import pytest

from events.editions.days import ShiftedDay, find_weekday_near, shift_days, suggest_first_day

D = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("old", "today", "suggested"),
    [
        ("2025-05-12", "2025-06-20", "2026-05-11"),
        ("2026-05-11", "2026-06-20", "2027-05-10"),
        ("2027-05-10", "2027-06-20", "2028-05-08"),  # a leap year lies between
        ("2025-05-12", "2026-11-30", "2027-05-10"),  # a year without an edition
        ("2025-05-12", "2026-05-10", "2026-05-11"),
        ("2025-05-12", "2026-05-11", "2027-05-10"),
        ("2024-12-30", "2025-02-01", "2025-12-29"),  # its days lie in two years
        ("2025-01-01", "2025-02-01", "2025-12-31"),
        ("2028-02-29", "2028-03-10", "2029-02-27"),  # a leap day
    ],
)
def test_first_day_is_the_same_weekday_near_the_old_date(old, today, suggested):
    found = suggest_first_day(D(old), D(today))
    assert found == D(suggested)
    assert found.weekday() == D(old).weekday()
    assert found > D(today)


def test_every_date_finds_its_weekday_within_three_days():
    for number in range(0, 1500):
        old = dt.date(2023, 1, 1) + dt.timedelta(days=number)
        found = find_weekday_near(old, old.year + 1)
        same_date = dt.date(old.year + 1, 2, 28) if (old.month, old.day) == (2, 29) else old.replace(year=old.year + 1)
        assert found.weekday() == old.weekday()
        assert abs((found - same_date).days) <= 3


def test_days_keep_their_distances():
    days = [D("2025-05-12"), D("2025-05-13"), D("2025-05-18")]
    assert [str(new) for _old, new in shift_days(days, D("2027-12-29"))] == ["2027-12-29", "2027-12-30", "2028-01-04"]


def test_a_shifted_day_says_whether_it_is_another_weekday_and_on_a_weekend():
    assert not ShiftedDay(D("2025-05-13"), D("2026-05-12")).is_other_weekday
    assert ShiftedDay(D("2025-05-13"), D("2026-05-13")).is_other_weekday
    assert ShiftedDay(D("2025-05-17"), D("2026-05-16")).is_weekend
