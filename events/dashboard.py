"""The first page of the back office in numbers. Everything is of the schools the person looks after, by the portal's clock.

Each number comes with the list it counts, so that following it shows just those rows.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from content.models import ProposedChange
from content.publishing import public_at
from events.bookings.queries import Availability, availability, with_places
from events.checkin.queries import slots_of_day
from events.models import ActivityWeek, Arrival, Booking, EventSession, Notice, TimeSlot
from events.queries import day_bounds
from schools.admin.base import within_own_schools

DAYS_AHEAD = 7
DAYS_DRAWN = 14
SOONEST = 8
OF_BOOKING = "slot__session__host_school"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One number with its words and the list it counts."""

    label: str
    number: int
    url: str
    calls: bool = False  # for somebody to do something

    @property
    def warns(self) -> bool:
        return self.calls and self.number > 0


@dataclass(frozen=True)
class SlotRow:
    slot: TimeSlot
    places: Availability

    @property
    def taken(self) -> int:
        return self.slot.places_taken - self.slot.expired_people

    @property
    def percent(self) -> int:
        return min(round(100 * self.taken / self.slot.bookable), 100) if self.slot.bookable else 0

    @property
    def look(self) -> str:
        return "max" if self.percent >= 100 else "high" if self.percent >= 85 else "ok"

    @property
    def bookings_url(self) -> str:
        return list_of("booking", slot__id__exact=self.slot.pk)


@dataclass(frozen=True)
class Bar:
    """Bookings made on one day; heights in percent of the tallest day."""

    day: dt.date
    individuals: int
    classes: int
    tallest: int

    @property
    def total(self) -> int:
        return self.individuals + self.classes

    @property
    def class_height(self) -> float:
        return round(100 * self.classes / self.tallest, 2)

    @property
    def height(self) -> float:
        return round(100 * self.total / self.tallest, 2)

    @property
    def top(self) -> float:
        return round(100 - self.height, 2)

    @property
    def class_top(self) -> float:
        return round(100 - self.class_height, 2)

    @property
    def url(self) -> str:
        return made_on(self.day)


def list_of(model: str, **query) -> str:
    address = reverse(f"admin:events_{model}_changelist")
    return f"{address}?{urlencode(query)}" if query else address


def made_on(day: dt.date) -> str:
    start, end = day_bounds(day)
    return list_of("booking", created_at__gte=start.isoformat(), created_at__lt=end.isoformat())


def day_shown(now: dt.datetime) -> dt.date:
    """Today; outside the current week its first or last day."""
    today = timezone.localdate(now)
    week = ActivityWeek.objects.filter(is_current=True).first()
    return min(max(today, week.starts_on), week.ends_on) if week else today


def unpublished_soon(sessions: QuerySet[EventSession], now: dt.datetime) -> QuerySet[EventSession]:
    """Sessions with a time in the coming days that the public does not see, whatever the reason but the archive."""
    until = now + dt.timedelta(days=DAYS_AHEAD)
    soon = TimeSlot.objects.filter(session=OuterRef("pk"), starts_at__gte=now, starts_at__lt=until)
    hidden = ~public_at(now) & ~Q(status=EventSession.Status.ARCHIVED)
    return sessions.filter(Exists(soon)).filter(hidden)


class Board:
    """What one person sees, read as the template asks for it; nothing is asked that may not be seen."""

    def __init__(self, user, now: dt.datetime):
        self.user, self.now, self.day = user, now, day_shown(now)
        self.sees_bookings = user.has_perm("events.view_booking")
        self.sees_sessions = user.has_perm("events.view_eventsession")
        self.bookings = within_own_schools(Booking.objects.all(), user, OF_BOOKING)

    @property
    def is_today(self) -> bool:
        return self.day == timezone.localdate(self.now)

    def tallies(self) -> list[Tally]:
        parts = [self.of_bookings, self.of_notices, self.of_publishing, self.of_arrivals]
        return [tally for part in parts for tally in part()]

    def of_bookings(self):
        if not self.sees_bookings:
            return
        start, end = day_bounds(timezone.localdate(self.now))
        counts = self.bookings.aggregate(
            pending=Count("pk", filter=Q(state=Booking.State.PENDING, expires_at__gt=self.now)),
            waiting=Count("pk", filter=Q(state=Booking.State.WAITLISTED)),
            made=Count("pk", filter=Q(created_at__gte=start, created_at__lt=end)),
        )
        yield Tally(label=_("classes to decide"), number=counts["pending"], url=list_of("booking", awaiting=1), calls=True)
        waiting = list_of("booking", state__exact=Booking.State.WAITLISTED)
        yield Tally(label=_("on waiting lists"), number=counts["waiting"], url=waiting)
        yield Tally(label=_("booked today"), number=counts["made"], url=made_on(timezone.localdate(self.now)))

    def of_notices(self):
        if not self.user.has_perm("events.view_notice"):
            return
        notices = within_own_schools(Notice.objects.all(), self.user, f"booking__{OF_BOOKING}")
        failed = notices.filter(state=Notice.State.FAILED).count()
        url = list_of("notice", state__exact=Notice.State.FAILED)
        yield Tally(label=_("notices that failed"), number=failed, url=url, calls=True)
        calls = reverse("admin:events_notice_calls")
        yield Tally(label=_("to telephone"), number=notices.to_call().count(), url=calls, calls=True)

    def of_publishing(self):
        if self.user.has_perm("content.view_proposedchange"):
            count = ProposedChange.objects.filter(state=ProposedChange.State.OPEN).count()
            url = f"{reverse('admin:content_proposedchange_changelist')}?state__exact=open"
            yield Tally(label=_("proposed changes"), number=count, url=url, calls=True)
        if self.sees_sessions:
            sessions = within_own_schools(EventSession.objects.all(), self.user, "host_school")
            review = sessions.filter(status=EventSession.Status.REVIEW).count()
            url = list_of("eventsession", status__exact=EventSession.Status.REVIEW)
            yield Tally(label=_("sessions in review"), number=review, url=url, calls=True)
            hidden = unpublished_soon(sessions, self.now).count()
            yield Tally(label=_("coming, not public"), number=hidden, url=list_of("eventsession", coming="hidden"), calls=True)

    def of_arrivals(self):
        if not self.user.has_perm("events.view_arrival"):
            return
        start, end = day_bounds(self.day)
        admitted = within_own_schools(
            Arrival.objects.filter(verdict=Arrival.Verdict.ADMITTED, slot__starts_at__gte=start, slot__starts_at__lt=end),
            self.user,
            "slot__session__host_school",
        )
        people = admitted.aggregate(people=Sum("people"))["people"] or 0
        query = {"slot__starts_at__gte": start.isoformat(), "slot__starts_at__lt": end.isoformat()}
        yield Tally(label=_("people in"), number=people, url=list_of("arrival", verdict__exact="admitted", **query))

    def slots(self) -> list[SlotRow]:
        if not self.sees_sessions:
            return []
        slots = with_places(slots_of_day(self.user, *day_bounds(self.day)), self.now)
        return [SlotRow(slot, availability(slot, self.now)) for slot in slots]

    def pending(self) -> list[Booking]:
        if not self.sees_bookings:
            return []
        rows = self.bookings.filter(state=Booking.State.PENDING, expires_at__gt=self.now)
        return list(rows.select_related("slot__session", "school").order_by("expires_at", "pk")[:SOONEST])

    def bars(self) -> list[Bar]:
        """Of the days up to today, the ones without bookings too."""
        if not self.sees_bookings:
            return []
        today = timezone.localdate(self.now)
        first = today - dt.timedelta(days=DAYS_DRAWN - 1)
        made = self.bookings.filter(created_at__gte=day_bounds(first)[0], created_at__lt=day_bounds(today)[1]).order_by()
        counts = Counter()
        for day, kind, count in made.values_list(TruncDate("created_at"), "kind").annotate(count=Count("pk")):
            counts[day, kind] = count
        days = [first + dt.timedelta(days=number) for number in range(DAYS_DRAWN)]
        both = [(day, counts[day, Booking.Kind.INDIVIDUAL], counts[day, Booking.Kind.CLASS]) for day in days]
        tallest = max(individuals + classes for _day, individuals, classes in both) or 1
        return [Bar(day, individuals, classes, tallest) for day, individuals, classes in both]
