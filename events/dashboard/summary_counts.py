"""The numbers at the top of the dashboard: the state of the day, and what somebody has to do."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.proposals.models import ProposedChange
from backoffice.review.review_list import list_review_counts
from content.local_time import day_bounds
from content.publishing import PUBLISH_PERMISSION
from events.dashboard import links
from events.dashboard.board import Board, upcoming_unpublished_sessions
from events.models import Arrival, Booking

ALL_CALLS = f"booking__slot__session__week__id__exact={links.EVERY_EDITION}"


@dataclass(frozen=True, kw_only=True)
class SummaryCount:
    """A number with its label and the list it counts; `total`, if given, is what the number is a part of."""

    label: str
    number: int
    url: str
    total: int | None = None
    total_url: str = ""
    needs_action: bool = False  # by the user, if the number is not zero

    @property
    def warns(self) -> bool:
        return self.needs_action and self.number > 0


def count_day(board: Board):
    day = board.week_phase.day
    if board.sees_slots:
        yield SummaryCount(label=_("time slots"), number=board.day_sums["count"], url=links.slots_on_day_url(day))
    if board.sees_slots and board.sees_bookings:
        taken, bookable = board.day_sums["taken"], board.day_sums["bookable"]
        taken_url, slots_url = links.bookings_on_day_url(day), links.slots_on_day_url(day)
        yield SummaryCount(label=_("places booked"), number=taken, url=taken_url, total=bookable, total_url=slots_url)
    if board.sees_slots and board.sees_bookings and board.sees_arrivals:
        arrived, expected = board.day_sums["arrived"], board.day_sums["expected"]
        arrived_url, expected_url = links.arrivals_on_day_url(day), links.expected_on_day_url(day)
        yield SummaryCount(label=_("in of expected"), number=arrived, url=arrived_url, total=expected, total_url=expected_url)
        yield count_week_arrivals(board)
    if board.sees_bookings:
        today = board.week_phase.today
        yield SummaryCount(label=_("booked today"), number=count_made_on(board, today), url=links.bookings_made_on_url(today))


def count_made_on(board: Board, day: dt.date) -> int:
    """Return how many bookings were made on the day: as the chart counts them, if it has the day."""
    drawn = next((bar.total for bar in board.bars if bar.day == day), None)
    if drawn is not None:
        return drawn
    start, end = day_bounds(day)
    return board.bookings.filter(created_at__gte=start, created_at__lt=end).count()


def count_week_arrivals(board: Board) -> SummaryCount:
    """Count the people checked in, of those with a confirmed place, over the whole current week."""
    list_query = {"slot__session__week__id__exact": board.week_phase.week.pk} if board.week_phase.week else {}
    of_week = {"slot__session__week": board.week_phase.week}
    arrived = board.arrivals.filter(**of_week).aggregate(people=Sum("people"))["people"]
    confirmed = board.bookings.filter(state=Booking.State.CONFIRMED, **of_week).aggregate(people=Sum("people"))["people"]
    return SummaryCount(
        label=_("all week, in of expected"),
        number=arrived or 0,
        url=links.changelist_url("arrival", verdict__exact=Arrival.Verdict.ADMITTED, **list_query),
        total=confirmed or 0,
        total_url=links.changelist_url("booking", state__exact=Booking.State.CONFIRMED, **list_query),
    )


def count_open_tasks(board: Board, request):
    yield from count_open_bookings(board)
    yield from count_open_notices(board)
    yield from count_unpublished(board, request)
    yield from count_in_all_editions(board, request)


def count_in_all_editions(board: Board, request):
    """Count over all editions what somebody has to decide or tell, where another one than that shown has any of it."""
    if not board.week_phase.has_others or board.week_phase.week is None:
        return
    if board.sees_bookings:
        number, own = board.pending_count_of_all, board.pending_count
        url, decides = links.whole_list_url("booking", awaiting=1), board.user.has_perm("events.decide_classes")
        if number > own:
            yield SummaryCount(label=_("classes to decide, all editions"), number=number, url=url, needs_action=decides)
    if board.user.has_perm("events.view_notice"):
        number, own = board.all_notices.to_call().count(), board.notices.to_call().count()
        url, tells = f"{reverse('admin:events_notice_calls')}?{ALL_CALLS}", board.user.has_perm("events.change_notice")
        if number > own:
            yield SummaryCount(label=_("to telephone, all editions"), number=number, url=url, needs_action=tells)
    yield from count_reviews_of_all(board, request)


def count_reviews_of_all(board: Board, request):
    own = {kind.name: kind.count for kind in list_review_counts(request, narrow=board.narrow_list)}
    for kind in list_review_counts(request, list_query=query_of_every_row):
        if kind.count > own.get(kind.name, 0):
            label, decides = _("in review, all editions: %(kind)s") % {"kind": kind.name}, board.user.has_perm(PUBLISH_PERMISSION)
            yield SummaryCount(label=label, number=kind.count, url=kind.url, needs_action=decides)


def query_of_every_row(model_admin) -> dict:
    return getattr(model_admin, "every_row_query", {})


def count_open_bookings(board: Board):
    if not board.sees_bookings:
        return
    waiting = board.bookings.filter(state=Booking.State.WAITLISTED, slot__starts_at__gt=board.now).count()
    decides = board.user.has_perm("events.decide_classes")
    url = links.changelist_url("booking", awaiting=1)
    yield SummaryCount(label=_("classes to decide"), number=board.pending_count, url=url, needs_action=decides)
    yield SummaryCount(label=_("on waiting lists"), number=waiting, url=links.changelist_url("booking", waiting=1))


def count_open_notices(board: Board):
    if not board.user.has_perm("events.view_notice"):
        return
    notices, may_notify = board.notices, board.user.has_perm("events.change_notice")
    failed = notices.filter(state="failed").count()
    url = links.changelist_url("notice", state__exact="failed")
    yield SummaryCount(label=_("notices that failed"), number=failed, url=url, needs_action=may_notify)
    calls_url = reverse("admin:events_notice_calls")
    yield SummaryCount(
        label=_("to telephone"), number=notices.to_call().one_per_person().count(), url=calls_url, needs_action=may_notify
    )


def count_unpublished(board: Board, request):
    decides = board.user.has_perm(PUBLISH_PERMISSION)
    if board.user.has_perm("backoffice.view_proposedchange"):
        count = ProposedChange.objects.filter(state=ProposedChange.State.OPEN).count()
        url = f"{reverse('admin:backoffice_proposedchange_changelist')}?state__exact=open"
        yield SummaryCount(label=_("proposed changes"), number=count, url=url, needs_action=decides)
    for kind in list_review_counts(request, narrow=board.narrow_list):
        yield SummaryCount(
            label=_("in review: %(kind)s") % {"kind": kind.name}, number=kind.count, url=kind.url, needs_action=decides
        )
    if board.sees_sessions:
        hidden = upcoming_unpublished_sessions(board.sessions, board.now).count()
        url = links.changelist_url("eventsession", coming="hidden")
        yield SummaryCount(label=_("coming, not public"), number=hidden, url=url, needs_action=True)
