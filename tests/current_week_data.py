"""The 2025 week with its dates moved so that today is its Tuesday: a site in real time, in the middle of its week."""

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

WEEK = Path(__file__).resolve().parent.parent / "data" / "week-2025.json"
TUESDAY = date(2025, 5, 13)
WHOLE_DATE = re.compile(r'"(\d{4}-\d\d-\d\d)(T[^"]*)?"')


def write_current_week(folder: Path) -> Path:
    """Write a copy of the file to `folder`, with every date and date-time moved by the same number of days."""
    shift = datetime.now(ZoneInfo("Asia/Shanghai")).date() - TUESDAY
    text = WHOLE_DATE.sub(
        lambda found: f'"{date.fromisoformat(found[1]) + shift}{found[2] or ""}"', WEEK.read_text(encoding="utf-8")
    )
    moved = folder / "week.json"
    moved.write_text(text, encoding="utf-8")
    return moved
