"""The order of a list of the whole week: nobody has to scroll past what is over to find what is next."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection

from django.utils import timezone

from events.programme.week_slots import WeekRow

BOOKABLE, AHEAD, OVER = range(3)


def put_next_first(rows: list[WeekRow], bookable: Collection[int], now: dt.datetime) -> list[WeekRow]:
    """Return the rows, which are in order of time, with what is over or cancelled last.

    Of the keys of `bookable` slots, where there are any, the day with the next comes first and the days after it follow; the
    earlier ones stand behind them. Within a day what has one comes first.
    """
    if not bookable:
        return put_days_ahead_first(rows, now)
    ranks = [rank_row(row, bookable, now) for row in rows]
    rank_of_day: dict[dt.date, int] = {}
    for row, rank in zip(rows, ranks, strict=True):
        rank_of_day[row.day] = min(rank, rank_of_day.get(row.day, OVER))
    first = min((day for day, rank in rank_of_day.items() if rank == BOOKABLE), default=dt.date.max)

    def place(pair: tuple[WeekRow, int]):
        day = pair[0].day
        return rank_of_day[day] == OVER, day < first, day, pair[1]

    return [row for row, _rank in sorted(zip(rows, ranks, strict=True), key=place)]


def put_days_ahead_first(rows: list[WeekRow], now: dt.datetime) -> list[WeekRow]:
    today = timezone.localdate(now)
    begin, end = (find(rows, today, key=lambda row: row.day) for find in (bisect_left, bisect_right))
    of_today = sorted(rows[begin:end], key=lambda row: rank_row(row, (), now))
    if of_today and rank_row(of_today[0], (), now) == OVER:
        return [*rows[end:], *rows[:end]]
    return [*of_today, *rows[end:], *rows[:begin]]


def rank_row(row: WeekRow, bookable: Collection[int], now: dt.datetime) -> int:
    if bookable and any(slot.id in bookable for slot in row.slots):
        return BOOKABLE
    return OVER if all(slot.ends_at <= now or slot.is_cancelled for slot in row.slots) else AHEAD
