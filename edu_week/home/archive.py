"""The strip of days, and after the week what can be read back: each day's sessions and the pictures taken."""

import datetime as dt

from content.publishing import is_public
from edu_week.home.rows import HomeRow
from events.models import ActivityWeek

PICTURES, TITLES = 6, 3


def days_with_sessions(week: ActivityWeek, rows: list[HomeRow], today: dt.date) -> list[dict]:
    """Each day of the week: date, how many sessions, and whether it is past, today or to come."""
    held: dict[dt.date, dict[int, HomeRow]] = {day: {} for day in week.dates}
    for row in rows:
        held.get(row.slot.day, {}).setdefault(row.session.pk, row)
    return [
        {"date": day, "when": day_position(day, today), "count": len(found), "rows": list(found.values())}
        for day, found in held.items()
    ]


def day_position(day: dt.date, today: dt.date) -> str:
    if day == today:
        return "today"
    return "past" if day < today else "future"


def archive_days(days: list[dict], themes: dict, titles: int | None = TITLES) -> list[dict]:
    """Days with sessions, the reported ones named first and those that stay all week last; of each `titles`, or all."""
    return [{**day, "theme": themes.get(day["date"]), "told": archived_rows(day["rows"])[:titles]} for day in days if day["rows"]]


def archived_rows(rows: list[HomeRow]) -> list[HomeRow]:
    held = [row for row in rows if row.state != "cancelled"]
    return sorted(held, key=lambda row: (row.slot.is_all_day, row.session.source != "article"))


def week_pictures(rows: list[HomeRow]) -> list[dict]:
    """Of the week's sessions, then of the schools that held them; none twice."""
    found: dict[int, dict] = {}
    for row in rows:
        if row.session.picture:
            found.setdefault(row.session.picture_id, {"picture": row.session.picture, "session": row.session})
    for row in rows:
        school = row.session.host_school
        if school and school.picture and is_public(school):
            found.setdefault(school.picture_id, {"picture": school.picture, "school": school})
    return list(found.values())[:PICTURES]
