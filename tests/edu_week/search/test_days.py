import datetime as dt

import pytest

from edu_week.search.days import find_days, names_day
from events.models import ActivityWeek

WEEK = ActivityWeek(starts_on=dt.date(2025, 5, 12), ends_on=dt.date(2025, 5, 18))
TODAY = dt.date(2025, 5, 13)


def days(query):
    found = find_days(query, WEEK, TODAY)
    return None if found is None else [day.day for day in found[0]]


@pytest.mark.parametrize(
    "query",
    [
        *("周六", "星期六", "礼拜六", "周6", "zhouliu", "xing qi liu", "Saturday", "sat", "saturdays"),
        *("5月17日", "5月17号", "05月17日", "五月十七日", "5月17", "17日", "17号", "十七号"),
        *("2025-05-17", "2025年5月17日", "2025/5/17", "5-17", "5.17", "05-17"),
        *("17 May", "17th May", "May 17", "may 17th", "Sat 17 May", "17 of May"),
    ],
)
def test_every_way_to_name_a_day_is_understood(query):
    assert days(query) == [17]


@pytest.mark.parametrize(
    ("query", "number"), [("今天", 13), ("明天", 14), ("后天", 15), ("大后天", 16), ("昨天", 12), ("today", 13), ("tomorrow", 14)]
)
def test_days_are_counted_from_today(query, number):
    assert days(query) == [number]


@pytest.mark.parametrize("query", ["周末", "weekend", "this weekend", "zhoumo"])
def test_a_weekend_has_two_days(query):
    assert days(query) == [17, 18]


@pytest.mark.parametrize(
    ("query", "number"), [("周日", 18), ("周天", 18), ("星期天", 18), ("Sunday", 18), ("周一", 12), ("Wed", 14)]
)
def test_each_weekday_has_its_day(query, number):
    assert days(query) == [number]


@pytest.mark.parametrize(
    "query",
    [
        "活动周一览",
        "第17号",
        "17号楼",
        "13号实训楼",
        "5号实训楼",
        "3.14",
        "2月30日",
        "针灸",
        "marching",
        "satin",
        "monkey",
        "13812345678",
    ],
)
def test_what_names_no_day_is_left_alone(query):
    assert days(query) is None


@pytest.mark.parametrize("query", ["5月20日", "12月1日", "2024-05-17", "20 May"])
def test_a_day_outside_the_week_is_known_to_be_one(query):
    assert days(query) == []


@pytest.mark.parametrize(
    ("query", "rest"),
    [("周六 面塑", "面塑"), ("面塑 5月17日", "面塑"), ("lacquer on Saturday", "lacquer on"), ("周六", ""), ("周六上午", "上午")],
)
def test_the_rest_of_the_query_is_still_to_be_looked_for(query, rest):
    assert find_days(query, WEEK, TODAY)[1] == rest


def test_a_query_without_a_day_needs_no_week():
    assert names_day("周六 面塑")
    assert not names_day("面塑")
