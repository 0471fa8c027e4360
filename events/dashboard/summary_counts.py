"""The numbers on top of the first page: how the day stands, and what awaits somebody."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.proposals.models import ProposedChange
from backoffice.publishing.review_list import list_review_counts
from content.local_time import day_bounds
from content.publishing import PUBLISH_PERMISSION
from events.dashboard import links
from events.dashboard.board import Board, upcoming_unpublished_sessions
from events.dashboard.rows import SlotRow
from events.models import Arrival, Booking
from events.models.booking import awaiting_decision


@dataclass(frozen=True, kw_only=True)
class SummaryCount:
    """A number with its words and the list it counts; `of`, where given, is the whole it is a part of."""

    label: str
    number: int
    url: str
    of: int | None = None
    of_url: str = ""
    calls: bool = False  # for the reader to do something

    @property
    def warns(self) -> bool:
        return self.calls and self.number > 0


def count_day(board: Board, slots: list[SlotRow]):
    day = board.moment.day
    if board.sees_slots:
        yield SummaryCount(label=_("time slots"), number=len(slots), url=links.slots_on_day_url(day))
    if board.sees_slots and board.sees_bookings:
        taken, bookable = sum(row.taken for row in slots), sum(row.slot.bookable for row in slots)
        taken_url, slots_url = links.bookings_on_day_url(day), links.slots_on_day_url(day)
        yield SummaryCount(label=_("places booked"), number=taken, url=taken_url, of=bookable, of_url=slots_url)
    if board.sees_slots and board.sees_bookings and board.sees_arrivals:
        arrived, expected = sum(row.slot.arrived for row in slots), sum(row.slot.expected for row in slots)
        arrived_url, expected_url = links.arrivals_on_day_url(day), links.expected_on_day_url(day)
        yield SummaryCount(label=_("in of expected"), number=arrived, url=arrived_url, of=expected, of_url=expected_url)
        yield count_week_arrivals(board)
    if board.sees_bookings:
        today = board.moment.today
        start, end = day_bounds(today)
        made = board.bookings.filter(created_at__gte=start, created_at__lt=end).count()
        yield SummaryCount(label=_("booked today"), number=made, url=links.bookings_made_on_url(today))


def count_week_arrivals(board: Board) -> SummaryCount:
    """People in, of those with a place, over the whole of the current week."""
    week = {"slot__session__week__id__exact": board.moment.week.pk} if board.moment.week else {}
    of_it = {"slot__session__week": board.moment.week}
    arrived = board.arrivals.filter(verdict=Arrival.Verdict.ADMITTED, **of_it).aggregate(people=Sum("people"))["people"]
    confirmed = board.bookings.filter(state=Booking.State.CONFIRMED, **of_it).aggregate(people=Sum("people"))["people"]
    return SummaryCount(
        label=_("all week, in of expected"),
        number=arrived or 0,
        url=links.changelist_url("arrival", verdict__exact=Arrival.Verdict.ADMITTED, **week),
        of=confirmed or 0,
        of_url=links.changelist_url("booking", state__exact=Booking.State.CONFIRMED, **week),
    )


def count_open_tasks(board: Board, request):
    yield from count_open_bookings(board)
    yield from count_open_notices(board)
    yield from count_unpublished(board, request)


def count_open_bookings(board: Board):
    if not board.sees_bookings:
        return
    coming = Q(slot__starts_at__gt=board.now)
    counts = board.bookings.aggregate(
        pending=Count("pk", filter=awaiting_decision(board.now)),
        waiting=Count("pk", filter=Q(state=Booking.State.WAITLISTED) & coming),
    )
    decides = board.user.has_perm("events.decide_classes")
    url = links.changelist_url("booking", awaiting=1)
    yield SummaryCount(label=_("classes to decide"), number=counts["pending"], url=url, calls=decides)
    yield SummaryCount(label=_("on waiting lists"), number=counts["waiting"], url=links.changelist_url("booking", waiting=1))


def count_open_notices(board: Board):
    if not board.user.has_perm("events.view_notice"):
        return
    notices, tells = board.notices, board.user.has_perm("events.change_notice")
    failed = notices.filter(state="failed").count()
    url = links.changelist_url("notice", state__exact="failed")
    yield SummaryCount(label=_("notices that failed"), number=failed, url=url, calls=tells)
    calls = reverse("admin:events_notice_calls")
    yield SummaryCount(label=_("to telephone"), number=notices.to_call().count(), url=calls, calls=tells)


def count_unpublished(board: Board, request):
    decides = board.user.has_perm(PUBLISH_PERMISSION)
    if board.user.has_perm("backoffice.view_proposedchange"):
        count = ProposedChange.objects.filter(state=ProposedChange.State.OPEN).count()
        url = f"{reverse('admin:backoffice_proposedchange_changelist')}?state__exact=open"
        yield SummaryCount(label=_("proposed changes"), number=count, url=url, calls=decides)
    for kind in list_review_counts(request):
        yield SummaryCount(label=_("in review: %(kind)s") % {"kind": kind.name}, number=kind.count, url=kind.url, calls=decides)
    if board.sees_sessions:
        hidden = upcoming_unpublished_sessions(board.sessions, board.now).count()
        url = links.changelist_url("eventsession", coming="hidden")
        yield SummaryCount(label=_("coming, not public"), number=hidden, url=url, calls=True)
