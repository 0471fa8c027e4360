"""The days of the week with their sessions, and what the home page shows after the week: archive and pictures."""

import datetime as dt
from collections.abc import Iterable

from content import public_cache
from content.models.sourced import WHOLE
from content.publishing import is_public
from edu_week.home.rows import HomeRow
from events.models import ActivityWeek, WeekDay

PICTURES, TITLES = 6, 3


@public_cache.cache_until_public_change
def find_themes(week: ActivityWeek) -> dict[dt.date, WeekDay]:
    return {day.date: day for day in week.days.exclude(theme="")}


def list_days(week: ActivityWeek, today: dt.date) -> list[dict]:
    """Return each day of the week: date, when ("past", "today", "future")."""
    return [{"date": day, "when": day_position(day, today)} for day in week.dates]


def day_position(day: dt.date, today: dt.date) -> str:
    if day == today:
        return "today"
    return "past" if day < today else "future"


def archive_days(week: ActivityWeek, rows: list[HomeRow], titles: int | None = TITLES) -> list[dict]:
    """Return the days that had sessions: date, count, theme and `archived`, the first `titles` of their rows, or all."""
    themes, rows_by_day = find_themes(week), {day: {} for day in week.dates}
    for row in rows:
        rows_by_day.get(row.day, {}).setdefault(row.slot.session_id, row)  # one row for each session
    return [
        {"date": day, "count": len(found), "theme": themes.get(day), "archived": archived_rows(found.values())[:titles]}
        for day, found in rows_by_day.items()
        if found
    ]


def archived_rows(rows: Iterable[HomeRow]) -> list[HomeRow]:
    """Return the rows that were not cancelled: made-up sessions after true ones, all-day ones last."""
    held = [row for row in rows if row.state != "cancelled"]
    return sorted(held, key=lambda row: (row.slot.is_all_day, WHOLE in row.slot.sample_parts))


def picture_of_session(row: HomeRow) -> dict:
    return {"picture": row.session.picture, "session": row.session, "sample_parts": row.slot.sample_parts}


def week_pictures(rows: list[HomeRow]) -> list[dict]:
    """Return up to `PICTURES` pictures of the sessions, then of their host schools, each once."""
    found: dict[int, dict] = {}
    for row in rows:
        if row.session.picture:
            found.setdefault(row.session.picture_id, picture_of_session(row))
    for row in rows:
        school = row.session.host_school
        if school and school.picture and is_public(school):
            found.setdefault(school.picture_id, {"picture": school.picture, "school": school})
    return list(found.values())[:PICTURES]
