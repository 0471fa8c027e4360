"""From a story to a seat: sessions of a trade on other apps' pages, each with its next time and one thing to do."""

from django import template
from django.db.models import Q

from content import clock
from events.models import EventSession
from events.programme import queries

register = template.Library()


@register.inclusion_tag("components/_seat_offers.html", takes_context=True)
def seat_offers(context, trades, heading, college=None, limit=3):
    """Of these trades, or linked to the industry college by hand; nothing where no session is."""
    now = context.get("now") or clock.now()
    alike = Q(trades__in=list(trades)) | (Q(industry_colleges=college) if college else Q())
    sessions = EventSession.objects.published().filter(alike).distinct() if trades or college else EventSession.objects.none()
    rows = sorted(queries.list_session_rows(sessions, now), key=rank_seat_offer)[:limit]
    return {"rows": rows, "heading": heading, "is_over": bool(rows) and rows[0].best.look in ("past", "cancelled")}


def rank_seat_offer(row) -> int:
    """What can be booked or simply come to first, then what may open yet, what is over last; each in order of time."""
    if row.best.is_bookable or row.best.look in ("free", "live"):
        return 0
    return 2 if row.best.look in ("past", "cancelled") else 1
