"""The name of a week, in the lines in which it is printed large."""

import re

from django.utils.translation import get_language

from events.models import ActivityWeek

TOGETHER_WITH = "暨"


def week_name_parts(week: ActivityWeek) -> list[dict]:
    """Split the week's name into lines: up to the year, the week itself, and as an aside the week it is held together with."""
    english = get_language() == "en" and week.name_en
    parts = [week.name_en] if english else [part for part in re.split(f"(?<=年)|(?={TOGETHER_WITH})", week.name) if part]
    return [{"text": part, "is_aside": part.startswith(TOGETHER_WITH)} for part in parts]
