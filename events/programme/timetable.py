"""The day as a table: one row a venue, one column ten minutes, cells by colspan."""

import datetime as dt

from django.utils import timezone

MINUTES = 10
LEAST_COLUMNS = 7  # narrower and a title no longer fits; the printed time is the truth
LEAST_LEGIBLE = 5  # what would leave a neighbour less than that goes to a row of its own
OPENS, CLOSES = 9 * 60, 17 * 60 + 30


def minute_of(moment: dt.datetime) -> int:
    local = timezone.localtime(moment)
    return local.hour * 60 + local.minute


def end_minute(slot) -> int:
    """Past midnight it goes on counting."""
    return minute_of(slot.starts_at) + int((slot.ends_at - slot.starts_at).total_seconds()) // 60


def drawn_until(slot) -> int:
    return max(end_minute(slot), minute_of(slot.starts_at) + LEAST_LEGIBLE * MINUTES)


def time_grid(places, day, now):
    timed = [place for place in places if not place.slot.is_all_day]
    if not timed:
        return None
    first = min([OPENS, *(minute_of(p.slot.starts_at) // 60 * 60 for p in timed)])
    last = max([CLOSES, *(-(-drawn_until(p.slot) // 30) * 30 for p in timed)])
    columns = (last - first) // MINUTES
    venues: dict = {}
    for place in timed:
        venues.setdefault(place.slot.session.venue, []).append(place)
    return {
        "columns": range(columns),
        "hours": [(f"{at // 60:02d}:00", min(6, (last - at) // MINUTES)) for at in range(first, last, 60)],
        "venues": [(venue, [cells(lane, first, columns) for lane in lanes(found)]) for venue, found in venues.items()],
        "all_day": [place for place in places if place.slot.is_all_day],
        "hour_marks": [at - first for at in range(first, last, 60)],
        "now_at": now_at(day, now, first, columns),
        "width": columns * MINUTES,
        "opens": first,
    }


def lanes(places):
    """Places that overlap at one venue, or would be too narrow side by side, stand below each other."""
    found: list[list] = []
    for place in places:
        for lane in found:
            if drawn_until(lane[-1].slot) <= minute_of(place.slot.starts_at):
                lane.append(place)
                break
        else:
            found.append([place])
    return found


def cells(lane, first, columns):
    """(place or None, columns) from left to right, filling the row exactly."""
    row, at = [], 0
    starts = [(minute_of(place.slot.starts_at) - first) // MINUTES for place in lane] + [columns]
    for index, place in enumerate(lane):
        start = max(starts[index], at)
        if start > at:
            row.append((None, start - at))
        length = max(-(-(end_minute(place.slot) - first) // MINUTES) - start, LEAST_COLUMNS)
        length = max(1, min(length, starts[index + 1] - start))
        row.append((place, length))
        at = start + length
    if at < columns:
        row.append((None, columns - at))
    return row


def now_at(day, now, first, columns):
    """Minutes from the left edge, while the day lasts."""
    at = minute_of(now) - first
    return at if timezone.localdate(now) == day and 0 <= at <= columns * MINUTES else None
