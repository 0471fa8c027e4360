"""Days in a query: 周六, 5月17日, 明天, Saturday, 17 May."""

import datetime as dt
import re
from collections.abc import Callable, Iterator

from content.numerals import HAN_DIGITS, read_numeral
from content.text_search.tokens import fold_text
from edu_week.date_formats import MONTHS
from events.models import ActivityWeek

NUMBER = rf"\d{{1,2}}|[{HAN_DIGITS}十]{{1,3}}"
MONTH = "|".join(f"{month}[a-z]*" for month in MONTHS).casefold()
WEEKDAYS = dict(zip("一二三四五六日天1234567", (0, 1, 2, 3, 4, 5, 6, 6, 0, 1, 2, 3, 4, 5, 6), strict=True))
WEEKDAY_SOUNDS = dict(zip(["yi", "er", "san", "si", "wu", "liu", "ri", "tian"], (0, 1, 2, 3, 4, 5, 6, 6), strict=True))
ENGLISH_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_FROM_TODAY = {
    **dict.fromkeys(("今天", "今日", "今晚", "jintian", "jin tian", "today", "tonight"), 0),
    **dict.fromkeys(("明天", "明日", "明早", "mingtian", "ming tian", "tomorrow"), 1),
    **dict.fromkeys(("后天", "houtian", "hou tian", "day after tomorrow"), 2),
    **dict.fromkeys(("大后天", "dahoutian"), 3),
    **dict.fromkeys(("昨天", "昨日", "zuotian", "zuo tian", "yesterday"), -1),
}
WEEKEND = (5, 6)


def names_day(query: str) -> bool:
    """Whether the query may name a day, whatever the week."""
    folded = fold_query(query)
    return any(pattern.search(folded) for pattern, _list_days in DAY_PATTERNS)


def fold_query(query: str) -> str:
    return " ".join(fold_text(query).split())


def find_days(query: str, week: ActivityWeek, today: dt.date) -> tuple[list[dt.date], str] | None:
    """Return the days of the week that the query names and the rest of the query; None if it names no day at all.

    No days and a rest: a day is named on which the week is not held.
    """
    folded = fold_query(query)
    for pattern, list_days in DAY_PATTERNS:
        if found := pattern.search(folded):
            days = list_days(found, week, today)
            if days is not None:
                rest = f"{folded[: found.start()]} {folded[found.end() :]}"
                return [day for day in days if week.starts_on <= day <= week.ends_on], rest.strip()
    return None


def days_of_date(found: re.Match, week: ActivityWeek, _today) -> list[dt.date] | None:
    """Return the day of a month; without a year it is the one in the week, or else the one of its year."""
    parts = found.groupdict()
    month, day = read_month(parts["month"]), read_number(parts["day"])
    year = int(parts.get("year") or week.starts_on.year)
    try:
        return [dt.date(year, month, day)]
    except ValueError:
        return None


def days_of_bare_numbers(found: re.Match, week: ActivityWeek, today) -> list[dt.date] | None:
    """As `days_of_date`, but only what lies in the week is taken for a date: 5.17 may be anything."""
    month = found.groupdict().get("month")
    days = [
        day for day in week.dates if day.day == read_number(found["day"]) and month in (None, str(day.month), f"0{day.month}")
    ]
    return days or None


def read_month(text: str) -> int:
    return [month.casefold() for month in MONTHS].index(text[:3]) + 1 if text.isascii() and text.isalpha() else read_number(text)


def read_number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() else int(read_numeral(text))


def days_of_weekdays(read_weekdays: Callable[[re.Match], tuple[int, ...]]) -> Callable:
    return lambda found, week, _today: [day for day in week.dates if day.weekday() in read_weekdays(found)]


def days_from_today(found: re.Match, _week, today: dt.date) -> list[dt.date]:
    return [today + dt.timedelta(days=DAYS_FROM_TODAY[found[0]])]


def list_day_patterns() -> Iterator[tuple[re.Pattern, Callable]]:
    """Yield the ways to name a day, the plainest first."""
    ordinal = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    relative = sorted(DAYS_FROM_TODAY, key=len, reverse=True)
    english = "|".join(ENGLISH_WEEKDAYS)
    yield from (
        (r"(?P<year>20\d\d) ?[-/.年] ?(?P<month>\d{1,2}) ?[-/.月] ?(?P<day>\d{1,2})[日号]?", days_of_date),
        (rf"(?P<month>{NUMBER}) ?月 ?(?P<day>{NUMBER}) ?[日号]?", days_of_date),
        (rf"\b{ordinal} (?:of )?(?P<month>{MONTH})\b", days_of_date),
        (rf"\b(?P<month>{MONTH}) {ordinal}\b", days_of_date),
        (r"(?<![\d.])(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d.])", days_of_bare_numbers),
        (rf"(?<![\d第{HAN_DIGITS}十])(?P<day>{NUMBER})[日号](?!.{{0,4}}[楼馆厅院室门])", days_of_bare_numbers),
        (r"(?:(?<![动育])周|星期|礼拜)(?P<day>[一二三四五六日天1-7])", days_of_weekdays(lambda found: (WEEKDAYS[found["day"]],))),
        (r"(?<![动育])周末|zhou ?mo\b|\bweekend", days_of_weekdays(lambda found: WEEKEND)),
        ("|".join(text if not text.isascii() else rf"\b{text}\b" for text in relative), days_from_today),
        (
            rf"\b(?:zhou|xing ?qi|li ?bai) ?(?P<day>{'|'.join(WEEKDAY_SOUNDS)})\b",
            days_of_weekdays(lambda found: (WEEKDAY_SOUNDS[found["day"]],)),
        ),
        (
            rf"\b(?P<day>{english})(?:s|nes|rs|r|ur)?(?:days?)?\b",
            days_of_weekdays(lambda found: (ENGLISH_WEEKDAYS.index(found["day"]),)),
        ),
    )


DAY_PATTERNS = tuple((re.compile(pattern), list_days) for pattern, list_days in list_day_patterns())
