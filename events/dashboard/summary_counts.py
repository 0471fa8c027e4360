"""The numbers on top of the first page: how the day stands, and what awaits somebody."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.publishing.review_list import in_review
from content.local_time import day_bounds
from backoffice.proposals.models import ProposedChange
from content.publishing import PUBLISH_PERMISSION
from events.dashboard import links
from events.dashboard.board import Board, unpublished_soon
from events.dashboard.rows import SlotRow
from events.models import Arrival, Booking
from events.models.booking import awaiting_decision


@dataclass(frozen=True, kw_only=True)
class Tally:
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


def of_day(board: Board, slots: list[SlotRow]):
    day = board.moment.day
    if board.sees_slots:
        yield Tally(label=_("time slots"), number=len(slots), url=links.slots_on(day))
    if board.sees_slots and board.sees_bookings:
        taken, bookable = sum(row.taken for row in slots), sum(row.slot.bookable for row in slots)
        taken_url, slots_url = links.taken_on(day), links.slots_on(day)
        yield Tally(label=_("places booked"), number=taken, url=taken_url, of=bookable, of_url=slots_url)
    if board.sees_slots and board.sees_bookings and board.sees_arrivals:
        arrived, expected = sum(row.slot.arrived for row in slots), sum(row.slot.expected for row in slots)
        arrived_url, expected_url = links.arrivals_on(day), links.expected_on(day)
        yield Tally(label=_("in of expected"), number=arrived, url=arrived_url, of=expected, of_url=expected_url)
        yield of_week(board)
    if board.sees_bookings:
        today = board.moment.today
        start, end = day_bounds(today)
        made = board.bookings.filter(created_at__gte=start, created_at__lt=end).count()
        yield Tally(label=_("booked today"), number=made, url=links.made_on(today))


def of_week(board: Board) -> Tally:
    """People in, of those with a place, over the whole of the current week."""
    week = {"slot__session__week__id__exact": board.moment.week.pk} if board.moment.week else {}
    of_it = {"slot__session__week": board.moment.week}
    arrived = board.arrivals.filter(verdict=Arrival.Verdict.ADMITTED, **of_it).aggregate(people=Sum("people"))["people"]
    confirmed = board.bookings.filter(state=Booking.State.CONFIRMED, **of_it).aggregate(people=Sum("people"))["people"]
    return Tally(
        label=_("all week, in of expected"),
        number=arrived or 0,
        url=links.list_of("arrival", verdict__exact=Arrival.Verdict.ADMITTED, **week),
        of=confirmed or 0,
        of_url=links.list_of("booking", state__exact=Booking.State.CONFIRMED, **week),
    )


def to_do(board: Board, request):
    yield from of_bookings(board)
    yield from of_notices(board)
    yield from of_publishing(board, request)


def of_bookings(board: Board):
    if not board.sees_bookings:
        return
    coming = Q(slot__starts_at__gt=board.now)
    counts = board.bookings.aggregate(
        pending=Count("pk", filter=awaiting_decision(board.now)),
        waiting=Count("pk", filter=Q(state=Booking.State.WAITLISTED) & coming),
    )
    decides = board.user.has_perm("events.decide_classes")
    url = links.list_of("booking", awaiting=1)
    yield Tally(label=_("classes to decide"), number=counts["pending"], url=url, calls=decides)
    yield Tally(label=_("on waiting lists"), number=counts["waiting"], url=links.list_of("booking", waiting=1))


def of_notices(board: Board):
    if not board.user.has_perm("events.view_notice"):
        return
    notices, tells = board.notices, board.user.has_perm("events.change_notice")
    failed = notices.filter(state="failed").count()
    url = links.list_of("notice", state__exact="failed")
    yield Tally(label=_("notices that failed"), number=failed, url=url, calls=tells)
    calls = reverse("admin:events_notice_calls")
    yield Tally(label=_("to telephone"), number=notices.to_call().count(), url=calls, calls=tells)


def of_publishing(board: Board, request):
    decides = board.user.has_perm(PUBLISH_PERMISSION)
    if board.user.has_perm("backoffice.view_proposedchange"):
        count = ProposedChange.objects.filter(state=ProposedChange.State.OPEN).count()
        url = f"{reverse('admin:backoffice_proposedchange_changelist')}?state__exact=open"
        yield Tally(label=_("proposed changes"), number=count, url=url, calls=decides)
    for kind in in_review(request):
        yield Tally(label=_("in review: %(kind)s") % {"kind": kind.name}, number=kind.count, url=kind.url, calls=decides)
    if board.sees_sessions:
        hidden = unpublished_soon(board.sessions, board.now).count()
        url = links.list_of("eventsession", coming="hidden")
        yield Tally(label=_("coming, not public"), number=hidden, url=url, calls=True)
