"""Sessions of a trade on pages of other apps, each with its next slot and a button to book it."""

from django import template
from django.db.models import Q

from content import clock
from events.models import EventSession
from events.programme import queries

register = template.Library()


@register.inclusion_tag("components/_seat_offers.html", takes_context=True)
def seat_offers(context, trades, heading, college=None, limit=3):
    """Sessions of these trades or linked to the industry college, at most `limit`; renders nothing without any."""
    now = context.get("now") or clock.now()
    related = Q(trades__in=list(trades)) | (Q(industry_colleges=college) if college else Q())
    sessions = EventSession.objects.published().filter(related).distinct() if trades or college else EventSession.objects.none()
    rows = sorted(queries.list_session_rows(sessions, now), key=rank_seat_offer)[:limit]
    return {"rows": rows, "heading": heading, "is_over": bool(rows) and rows[0].best.look in ("past", "cancelled")}


def rank_seat_offer(row) -> int:
    """Sort key: sessions that can be booked or attended without booking, then those that may open, then those that are over."""
    if row.best.is_bookable or row.best.look in ("free", "live"):
        return 0
    return 2 if row.best.look in ("past", "cancelled") else 1
