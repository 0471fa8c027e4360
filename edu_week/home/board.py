"""The home page before and during the week: what is on, what is next, what can be booked, and why nothing is on."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from edu_week.home.rows import HomeRow, best_row_per_session, sort_highlights_first

ON_NOW, NEXT_ROWS, CARDS, CRAFTS = 2, 4, 4, 5
WAYS = {"family": _("Bring a child"), "class": _("Bring a class"), "public": _("Come by yourself")}  # by audience


def board_context(rows: list[HomeRow], now: dt.datetime) -> dict:
    upcoming = [row for row in rows if row.slot.starts_at > now and row.state != "cancelled"]
    live = sorted((row for row in rows if row.state == "live"), key=on_now_sort_key)
    bookable = best_row_per_session(row for row in upcoming if row.is_bookable and row.session.takes_individuals)
    return {
        "on_now": live[:ON_NOW],
        "nothing_on_reason": "" if live else why_nothing_is_on(rows, now),
        **coming_context(upcoming, bookable, now),
        "bookable": sort_highlights_first(bookable)[:CARDS],
        "ways": list_ways(upcoming),
        "opening": next_opening(upcoming),
        "crafts": list_crafts(upcoming),
        "takes_classes": any(row.session.takes_classes and now < row.slot.closes_at(for_class=True) for row in upcoming),
    }


def list_ways(upcoming: list[HomeRow]) -> list[dict]:
    """Return the ways to come: the audience's code, a label, and how many sessions it can book, as its programme counts them."""
    return [
        {"code": code, "label": label, "count": len({row.slot.session_id for row in upcoming if code in row.bookers})}
        for code, label in WAYS.items()
    ]


def list_crafts(upcoming: list[HomeRow]) -> list[HomeRow]:
    """Return sessions of trades that have a drawing, each drawing and picture once."""
    crafts: dict[int | str, HomeRow] = {}
    for row in sort_highlights_first(best_row_per_session(row for row in upcoming if row.drawing and row.session.trade_list)):
        crafts.setdefault(row.session.picture_id or row.drawing, row)
    return list(crafts.values())[:CRAFTS]


def on_now_sort_key(row: HomeRow):
    """Sort sessions open to everybody before class visits, and short ones before all-day exhibitions."""
    return (row.session.is_for_classes, row.slot.is_all_day, row.slot.starts_at)


def coming_context(upcoming: list[HomeRow], bookable: list[HomeRow], now: dt.datetime) -> dict:
    """Context of what comes next: what anybody can still book; without any, the sessions of the next day that has some.

    `bookable` has a row for each session that individuals can book, by time.
    """
    day, today = upcoming[0].day if upcoming else None, timezone.localdate(now)
    coming = bookable or best_row_per_session(row for row in upcoming if row.day == day)
    return {
        "coming": coming[:NEXT_ROWS],
        "coming_is_bookable": bool(bookable),
        "today": today,
        "next_day": day,
        "next_is_today": day == today,
        "next_is_full": bool(coming) and not any(row.is_enterable for row in coming),
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


def next_opening(upcoming: list[HomeRow]) -> dt.datetime | None:
    """Return when booking opens next; None if it does not."""
    soon = [row for row in upcoming if row.state == "soon"]
    if not soon:
        return None
    return min(row.place.availability.opens_at for row in soon)
