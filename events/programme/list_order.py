"""The order of a list of the whole week: nobody has to scroll past what is over to find what is next."""

from collections.abc import Collection

from events.programme.queries import SessionRow

BOOKABLE, AHEAD, OVER = range(3)


def put_next_first(days: list[dict], audiences: Collection[str], *, bookable_first: bool) -> list[dict]:
    """Return the days with their rows as one part each, those that are over last.

    With `bookable_first` the day with the next session that these audiences can book comes first, and within a day what they
    can book.
    """
    ranked = []
    for day in days:
        rows = [
            (rank_row(row, audiences, bookable_first=bookable_first), row)
            for _part, found, _count in day["parts"]
            for row in found
        ]
        rows.sort(key=lambda ranked_row: ranked_row[0])
        ranked.append((rows[0][0], day["date"], [row for _rank, row in rows]))
    ranked.sort(key=lambda day: day[:2])
    return [{"date": date, "parts": [("", rows, len(rows))]} for _rank, date, rows in ranked]


def rank_row(row: SessionRow, audiences: Collection[str], *, bookable_first: bool) -> int:
    if bookable_first and any(slot_places.is_bookable_by(audiences) for slot_places in row.places):
        return BOOKABLE
    return OVER if row.best.look in ("past", "cancelled") else AHEAD
