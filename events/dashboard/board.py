"""The data of the dashboard of one user: of the schools they look after, by the portal's clock.

A panel is empty, and not queried, unless the user has the permission of the list it links to.
"""

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from content.local_time import day_bounds
from content.publishing import public_condition
from events.bookings.decision_cases import DecisionCase, cases_of_bookings
from events.bookings.queries import annotate_places, slot_availability, with_places
from events.checkin.queries import with_expected_and_arrived
from events.dashboard.bookings_per_day import DayBar, bookings_per_day
from events.dashboard.rows import SlotRow, UnpublishedRow, WaitingRow
from events.dashboard.week_phase import get_week_phase
from events.models import Arrival, Booking, EventSession, Notice, TimeSlot
from events.models.booking_change import awaiting_decision
from events.models.week import within_edition
from schools.scoping import schools_of_user, sees_every_school, within_own_schools

DAYS_AHEAD = 7
ROWS_SHOWN = 8  # of a table; the list it links to has all rows
SLOTS_SHOWN = 40  # of the day's: more than a real week has on a day
SCHOOL_OF_SLOT = "session__host_school"
SCHOOL_OF_BOOKING = f"slot__{SCHOOL_OF_SLOT}"


def upcoming_slots_of_session(now: dt.datetime) -> QuerySet[TimeSlot]:
    """Return a subquery of the outer session's slots in the next `DAYS_AHEAD` days."""
    until = now + dt.timedelta(days=DAYS_AHEAD)
    return TimeSlot.objects.filter(session=OuterRef("pk"), starts_at__gte=now, starts_at__lt=until)


def upcoming_unpublished_sessions(sessions: QuerySet[EventSession], now: dt.datetime) -> QuerySet[EventSession]:
    """Return the sessions that have a slot in the next `DAYS_AHEAD` days but are neither public nor archived."""
    shown_or_archived = public_condition(EventSession, now) | Q(status=EventSession.Status.ARCHIVED)
    return sessions.filter(Exists(upcoming_slots_of_session(now))).exclude(shown_or_archived)


class Board:
    def __init__(self, user, now: dt.datetime):
        self.user, self.now, self.week_phase = user, now, get_week_phase(now)
        self.sees_bookings = user.has_perm("events.view_booking")
        self.sees_sessions = user.has_perm("events.view_eventsession")
        self.sees_slots = self.sees_sessions and user.has_perm("events.view_timeslot")
        self.sees_arrivals = user.has_perm("events.view_arrival")
        self.all_bookings = within_own_schools(Booking.objects.all(), user, SCHOOL_OF_BOOKING)
        self.all_notices = within_own_schools(Notice.objects.all(), user, f"booking__{SCHOOL_OF_BOOKING}")
        self.bookings = self.of_edition(self.all_bookings, "slot__session__week")
        self.arrivals = self.of_edition(within_own_schools(Arrival.objects.all(), user, SCHOOL_OF_BOOKING), "slot__session__week")
        self.notices = self.of_edition(self.all_notices, "booking__slot__session__week")
        self.sessions = self.of_edition(within_own_schools(EventSession.objects.all(), user, "host_school"), "week")

    def of_edition(self, rows: QuerySet, path: str) -> QuerySet:
        """Return the rows of the edition shown, as the lists do; nothing is asked while there is no other, or none is shown."""
        if not self.week_phase.has_others or self.week_phase.week is None:
            return rows
        return within_edition(rows, path, self.week_phase.week.pk)

    def narrow_list(self, model_admin, rows: QuerySet) -> QuerySet:
        """Return of the rows of a list those of the edition shown, if it is a list that stands on one."""
        parameter = next(iter(getattr(model_admin, "every_row_query", {})), "")
        return self.of_edition(rows, parameter.removesuffix("__id__exact")) if parameter else rows

    @property
    def has_no_school(self) -> bool:
        return not sees_every_school(self.user) and not schools_of_user(self.user).exists()

    @cached_property
    def slots_of_day(self) -> QuerySet[TimeSlot]:
        """Slots of the day, including cancelled ones."""
        start, end = day_bounds(self.week_phase.day)
        slots = self.of_edition(TimeSlot.objects.filter(starts_at__gte=start, starts_at__lt=end), "session__week")
        return within_own_schools(slots, self.user, SCHOOL_OF_SLOT) if self.sees_slots else slots.none()

    @cached_property
    def day_sums(self) -> dict[str, int]:
        """How many slots the day has, and the sums of what its rows say."""
        rows = with_expected_and_arrived(annotate_places(self.slots_of_day, self.now)).order_by()
        names = ("places_taken", "expired_people", "bookable", "expected", "arrived")
        sums = rows.aggregate(count=Count("pk"), **{f"sum_of_{name}": Coalesce(Sum(name), 0) for name in names})
        taken = sums["sum_of_places_taken"] - sums["sum_of_expired_people"]
        return {"count": sums["count"], "taken": taken, **{name: sums[f"sum_of_{name}"] for name in names[2:]}}

    def slots(self) -> list[SlotRow]:
        """The slots of the day; of more than `SLOTS_SHOWN` the first that have not ended."""
        slots = self.slots_of_day
        if self.day_sums["count"] > SLOTS_SHOWN and (to_end := slots.filter(ends_at__gt=self.now)).exists():
            slots = to_end
        rows = with_expected_and_arrived(with_places(slots, self.now)).order_by("starts_at", "pk")[:SLOTS_SHOWN]
        return [SlotRow(slot, slot_availability(slot, self.now), self.now) for slot in rows]

    def pending(self) -> list[DecisionCase]:
        """Classes to decide on, requests for a change too, the soonest deadline first."""
        if not self.sees_bookings:
            return []
        return cases_of_bookings(self.bookings.filter(awaiting_decision(self.now)), self.now, most=ROWS_SHOWN)

    @cached_property
    def pending_count(self) -> int:
        """How many classes of the edition shown are to be decided on."""
        return self.bookings.filter(awaiting_decision(self.now)).count()

    @cached_property
    def pending_count_of_all(self) -> int:
        """How many of every edition are, which is what the page that decides on them lists."""
        if not self.week_phase.has_others or self.week_phase.week is None:
            return self.pending_count
        return self.all_bookings.filter(awaiting_decision(self.now)).count()

    def waiting(self) -> list[WaitingRow]:
        """Upcoming slots with a waiting list, the soonest first."""
        if not (self.sees_bookings and self.sees_slots):
            return []
        waiting = Booking.objects.waiting().filter(slot=OuterRef("pk")).order_by()
        slots = self.of_edition(TimeSlot.objects.filter(Exists(waiting), starts_at__gt=self.now), "session__week")
        people = Subquery(waiting.values("slot").annotate(total=Sum("people")).values("total"))
        own = with_places(within_own_schools(slots, self.user, SCHOOL_OF_SLOT), self.now).annotate(waiting_people=people)
        return [WaitingRow(slot) for slot in own.order_by("starts_at", "pk")[:ROWS_SHOWN]]

    def unpublished(self) -> list[UnpublishedRow]:
        """Sessions of the coming days that are not public, the soonest first."""
        if not self.sees_sessions:
            return []
        first_at = Subquery(upcoming_slots_of_session(self.now).order_by("starts_at").values("starts_at")[:1])
        rows = (
            upcoming_unpublished_sessions(self.sessions, self.now)
            .annotate(first_at=first_at)
            .select_related("host_school", "week")
        )
        return [UnpublishedRow(session, self.now) for session in rows.order_by("first_at", "pk")[:ROWS_SHOWN]]

    @cached_property
    def bars(self) -> list[DayBar]:
        return bookings_per_day(self.bookings, self.week_phase.last_day_drawn) if self.sees_bookings else []
