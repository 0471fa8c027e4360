"""The dashboard, lent to the first page of the back office."""

from django import template

from content import clock
from events.dashboard import Board

register = template.Library()


@register.inclusion_tag("admin/events/_dashboard.html", takes_context=True)
def dashboard(context):
    board = Board(context["request"].user, clock.now())
    bars = board.bars()
    return {
        "board": board,
        "tallies": board.tallies(),
        "slots": board.slots(),
        "pending": board.pending(),
        "bars": bars,
        "total": sum(bar.total for bar in bars),
    }
