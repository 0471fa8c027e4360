"""The timetable of a day as a table: a row per venue or lane, a column per ten minutes, cells with colspan."""

import datetime as dt

from content.local_time import local_time

MINUTES_PER_COLUMN = 10
MIN_CELL_COLUMNS = 7  # a title needs that much; the cell prints the exact times
MIN_LEGIBLE_COLUMNS = 5  # a slot that would leave its neighbour less than that goes to a lane of its own
OPENS, CLOSES = 9 * 60, 17 * 60 + 30


def minute_of_day(moment: dt.datetime) -> int:
    local = local_time(moment)
    return local.hour * 60 + local.minute


def end_minute_of_day(slot) -> int:
    """Return the end in minutes after the start of its first day, more than 1440 past midnight."""
    return minute_of_day(slot.starts_at) + int((slot.ends_at - slot.starts_at).total_seconds()) // 60


def drawn_end_minute(slot) -> int:
    return max(end_minute_of_day(slot), minute_of_day(slot.starts_at) + MIN_LEGIBLE_COLUMNS * MINUTES_PER_COLUMN)


def fits_time_grid(places) -> bool:
    return any(not slot_places.slot.is_all_day for slot_places in places)


def build_time_grid(places) -> dict:
    """Return the timetable of these places, some of which `fits_time_grid`."""
    timed = [slot_places for slot_places in places if not slot_places.slot.is_all_day]
    first = min([OPENS, *(minute_of_day(p.slot.starts_at) // 60 * 60 for p in timed)])
    last = max([CLOSES, *(-(-drawn_end_minute(p.slot) // 30) * 30 for p in timed)])
    columns = (last - first) // MINUTES_PER_COLUMN
    venues: dict = {}
    for slot_places in timed:
        venues.setdefault(slot_places.slot.session.venue, []).append(slot_places)
    return {
        "columns": range(columns),
        "hours": [(f"{at // 60:02d}:00", min(6, (last - at) // MINUTES_PER_COLUMN)) for at in range(first, last, 60)],
        "venues": [
            (venue, [fill_lane_cells(lane, first, columns) for lane in assign_lanes(found)]) for venue, found in venues.items()
        ],
        "all_day": [slot_places for slot_places in places if slot_places.slot.is_all_day],
        "hour_marks": [at - first for at in range(first, last, 60)],
        "width": columns * MINUTES_PER_COLUMN,
        "opens": first,
    }


def assign_lanes(places):
    """Return lanes: slots of one venue that overlap, or would be too narrow side by side, go below each other."""
    lanes: list[list] = []
    for slot_places in places:
        for lane in lanes:
            if drawn_end_minute(lane[-1].slot) <= minute_of_day(slot_places.slot.starts_at):
                lane.append(slot_places)
                break
        else:
            lanes.append([slot_places])
    return lanes


def fill_lane_cells(lane, first, columns):
    """Return (SlotPlaces or None, columns) from left to right, filling the row exactly."""
    row, at = [], 0
    starts = [(minute_of_day(slot_places.slot.starts_at) - first) // MINUTES_PER_COLUMN for slot_places in lane] + [columns]
    for index, slot_places in enumerate(lane):
        start = max(starts[index], at)
        if start > at:
            row.append((None, start - at))
        length = max(-(-(end_minute_of_day(slot_places.slot) - first) // MINUTES_PER_COLUMN) - start, MIN_CELL_COLUMNS)
        length = max(1, min(length, starts[index + 1] - start))
        row.append((slot_places, length))
        at = start + length
    if at < columns:
        row.append((None, columns - at))
    return row
