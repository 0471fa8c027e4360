"""The home page before and during the week: what is on, what is next, what can be booked, and why nothing is on."""

import datetime as dt

from django.utils import timezone

from edu_week.home.rows import HomeRow, best_row_per_session, sort_highlights_first

ON_NOW, NEXT_ROWS, CARDS, CRAFTS = 3, 4, 4, 5


def board_context(rows: list[HomeRow], now: dt.datetime) -> dict:
    upcoming = [row for row in rows if row.slot.starts_at > now and row.state != "cancelled"]
    live = sorted((row for row in rows if row.state == "live"), key=on_now_sort_key)
    bookable = best_row_per_session(row for row in upcoming if row.is_bookable)
    return {
        "on_now": live[:ON_NOW],
        "on_now_count": len(live),
        "nothing_on_reason": "" if live else why_nothing_is_on(rows, now),
        **next_day_context(upcoming, now),
        "bookable": sort_highlights_first(bookable)[:CARDS],
        "bookable_count": len(bookable),
        "opening": next_opening(upcoming),
        "crafts": list_crafts(upcoming),
        "takes_classes": any(row.session.takes_classes for row in upcoming),
    }


def list_crafts(upcoming: list[HomeRow]) -> list[HomeRow]:
    """Return sessions of trades that have a drawing, each drawing and picture once."""
    crafts: dict[int | str, HomeRow] = {}
    for row in sort_highlights_first(best_row_per_session(row for row in upcoming if row.drawing and row.session.trade_list)):
        crafts.setdefault(row.session.picture_id or row.drawing, row)
    return list(crafts.values())[:CRAFTS]


def on_now_sort_key(row: HomeRow):
    """Sort sessions open to everybody before class visits, and short ones before all-day exhibitions."""
    return (row.session.is_for_classes, row.slot.is_all_day, row.slot.starts_at)


def next_day_context(upcoming: list[HomeRow], now: dt.datetime) -> dict:
    """Context of the next day that has upcoming slots: the sessions it still has, one row each."""
    day = upcoming[0].day if upcoming else None
    that_day = best_row_per_session(row for row in upcoming if row.day == day)
    return {
        "coming": that_day[:NEXT_ROWS],
        "next_day": day,
        "next_is_today": day == timezone.localdate(now),
        "next_is_full": bool(that_day) and not any(row.is_enterable for row in that_day),
    }


def why_nothing_is_on(rows: list[HomeRow], now: dt.datetime) -> str:
    """Return why nothing is on now.

    "over": nothing more this week; "none": nothing today; "cancelled": all of today is; "between": more comes today;
    "evening": today is over.
    """
    today = timezone.localdate(now)
    of_today = [row for row in rows if row.day == today]
    held = [row for row in of_today if row.state != "cancelled"]
    if not any(row.slot.starts_at > now and row.state != "cancelled" for row in rows):
        return "over"
    if not of_today:
        return "none"
    if not held:
        return "cancelled"
    return "between" if held[-1].slot.starts_at > now else "evening"


def next_opening(upcoming: list[HomeRow]) -> dict | None:
    """Return when booking opens next, and for how many sessions; None if it does not."""
    soon = [row for row in upcoming if row.state == "soon"]
    if not soon:
        return None
    opens_at = min(row.place.availability.opens_at for row in soon)
    opening = {row.slot.session_id for row in soon if row.place.availability.opens_at == opens_at}
    return {"opens_at": opens_at, "count": len(opening)}
