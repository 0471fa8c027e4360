"""The dashboard, as an inclusion tag for the index page of the back office."""

from django import template

from content import clock
from events.admin.bookings.phone_bookings import may_book_for_callers
from events.admin.editions.new_edition import may_make_edition
from events.admin.editions.to_decide import may_prepare_editions
from events.checkin.access import DESK_PERMISSION
from events.dashboard import summary_counts
from events.dashboard.board import Board

register = template.Library()


@register.inclusion_tag("admin/events/dashboard/board.html", takes_context=True, name="dashboard")
def show_dashboard(context):
    request = context["request"]
    board = Board(request.user, clock.now())
    slots, bars, pending = board.slots(), board.bars, board.pending()
    return {
        "board": board,
        "week_phase": board.week_phase,
        "day_counts": list(summary_counts.count_day(board)),
        "task_counts": list(summary_counts.count_open_tasks(board, request)),
        "slots": slots,
        "other_slots_count": board.day_sums["count"] - len(slots),
        "pending": pending,
        "decide_count": board.pending_count_of_all if pending and request.user.has_perm("events.decide_classes") else 0,
        "waiting": board.waiting(),
        "unpublished": board.unpublished(),
        "bars": bars,
        "total": sum(bar.total for bar in bars),
        "may_add_session": request.user.has_perm("events.add_eventsession"),
        "may_add_week": request.user.has_perm("events.add_activityweek"),
        "may_make_edition": may_make_edition(request.user),
        "may_prepare_edition": may_prepare_editions(request.user),
    }


@register.inclusion_tag("admin/events/dashboard/shortcuts.html", takes_context=True)
def dashboard_shortcuts(context):
    user = context["request"].user
    return {
        "may_book": may_book_for_callers(user),
        "may_use_desk": user.has_perm(DESK_PERMISSION),
        "may_see_arrivals": user.has_perm("events.view_arrival"),
    }


@register.simple_tag(takes_context=True)
def sees_dashboard(context) -> bool:
    """Whether the user's index page shows the dashboard; without it, it lists the records they look after."""
    user = context["request"].user
    return user.has_perm("events.view_booking") or user.has_perm("events.view_eventsession")
