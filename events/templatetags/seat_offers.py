"""Sessions of a trade on pages of other apps, each with its next slot and a button to book it."""

from django import template
from django.db.models import Q

from content import clock, public_cache
from events.models import ActivityWeek, EventSession
from events.programme import queries

register = template.Library()


@register.inclusion_tag("components/_seat_offers.html", takes_context=True)
def seat_offers(context, trades, heading, college=None, limit=3):
    """Sessions of these trades or linked to the industry college, at most `limit`; renders nothing without any."""
    now = context.get("now") or clock.now()
    programme = queries.read_programme(ActivityWeek.objects.current())
    session_ids = find_related_sessions(programme.week_id, tuple(trade.pk for trade in trades), college.pk if college else None)
    rows = sorted(queries.list_session_rows(programme, session_ids, now), key=rank_seat_offer)[:limit]
    return {"rows": rows, "heading": heading, "is_over": bool(rows) and rows[0].best.look in ("past", "cancelled")}


@public_cache.cache_until_public_change
def find_related_sessions(week_id: int, trade_ids: tuple[int, ...], college_id: int | None) -> frozenset[int]:
    if not trade_ids and college_id is None:
        return frozenset()
    related = Q(trades__in=trade_ids) | (Q(industry_colleges=college_id) if college_id else Q())
    return frozenset(EventSession.objects.published().filter(related, week=week_id).values_list("pk", flat=True))


def rank_seat_offer(row) -> int:
    """Sort key: sessions that can be booked or attended without booking, then those that may open, then those that are over."""
    if row.best.is_bookable or row.best.look in ("free", "live"):
        return 0
    return 2 if row.best.look in ("past", "cancelled") else 1
