"""Words of a text that belong to certain days: a date, a weekday, the year of an earlier edition."""

import re

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATES = re.compile(
    r"\d{1,2}月(?:\d{1,2}[日号])?(?:[至—~-]\d{1,2}[日号])?|(?<!\d)\d{1,2}[日号](?!\w)|(?:周|星期|礼拜)[一二三四五六日天末](?![年期])"
    rf"|\b\d{{1,2}}(?:[–-]\d{{1,2}})? (?:{MONTHS})\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
YEARS = re.compile(r"(?<!\d)20\d\d(?!\d)")


def find_dated_words(text: str, *, year: int) -> list[str]:
    """Return the words that name a day, and years other than `year`, in their order and once each."""
    found = [match[0] for match in DATES.finditer(text)]
    found += [match[0] for match in YEARS.finditer(text) if int(match[0]) != year]
    return list(dict.fromkeys(found))
