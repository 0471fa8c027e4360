"""The name of a week, in the lines in which it is printed large."""

import re

from django.utils.translation import get_language

from content.phrases import BREAK, phrases_as_html
from events.models import ActivityWeek

TOGETHER_WITH = "暨"


def week_name_parts(week: ActivityWeek) -> list[dict]:
    """Split the week's name into lines: up to the year, the week itself, and as an aside the week it is held together with.

    Each `text` is HTML that breaks only between phrases.
    """
    if get_language() == "en" and week.name_en:
        return [{"text": week.name_en, "is_aside": False}]
    parts = re.split(f"(?<=年)|(?={TOGETHER_WITH})", week.phrases_of(week.name))
    lines = [line for part in parts if (line := part.strip(BREAK))]
    return [{"text": phrases_as_html(line), "is_aside": line.startswith(TOGETHER_WITH)} for line in lines]
