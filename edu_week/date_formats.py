"""Days as they are written in Chinese and in English."""

import re
from datetime import datetime

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from content.local_time import local_time

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
WEEKDAY = r"(?:周|星期)[一二三四五六日]"
# A tag, which is group 1; or 5月14日 周三, 5月12日—18日, 周三, Wed 14 May, 12–18 May, 09:00, 09:00–10:00
WHEN = re.compile(
    rf"(<[^>]*>)|\d{{1,2}}月\d{{1,2}}日(?:—(?:\d{{1,2}}月)?\d{{1,2}}日| {WEEKDAY})?|{WEEKDAY}"
    r"|\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\d{1,2}(?:–\d{1,2})? "
    rf"(?:{'|'.join(MONTHS)})[a-z]*|\d{{1,2}}:\d\d(?:[–—]\d{{1,2}}:\d\d)?"
)


def to_portal_zone(value):
    """Convert an aware datetime to the portal's time zone; return dates, times and naive datetimes unchanged."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return local_time(value)
    return value


def format_short_day(value) -> str:
    """5月14日 / 14 May."""
    if not value:
        return ""
    day = to_portal_zone(value)
    if get_language() == "en":
        return f"{day.day} {MONTHS[day.month - 1]}"
    return f"{day.month}月{day.day}日"


def format_day_range(first, last) -> str:
    """5月12日—18日 / 12–18 May; across months both are named."""
    if not first or not last:
        return ""
    if first == last:
        return format_short_day(first)
    if get_language() == "en":
        head = str(first.day) if first.month == last.month else format_short_day(first)
        return f"{head}–{format_short_day(last)}"
    tail = f"{last.day}日" if first.month == last.month else format_short_day(last)
    return f"{format_short_day(first)}—{tail}"


def keep_dates_whole(html: str) -> SafeString:
    """Return HTML in whose text every day, weekday and time span is an element that no line breaks; tags stay as they are."""
    whole = WHEN.sub(lambda found: found[1] or f'<span class="date">{found[0]}</span>', conditional_escape(html))
    return mark_safe(whole)  # noqa: S308 (escaped)
