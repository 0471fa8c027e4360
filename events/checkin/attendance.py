"""Who came, after the fact: by day, host school and session, with the shares of those who did not come or came late.

Shares are worked out over time slots at whose door the portal counted; of others nobody knows who came.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from content.languages import localized_value
from events.bookings.feedback import QuestionResult, hide_small_counts
from events.models import Booking, CheckIn, FeedbackCount, TimeSlot
from schools.scoping import within_own_schools

NUMBERS = ("slots", "counted_slots", "booked", "parties", "parties_in", "booked_in", "walk_ins", "people_in", "late")


@dataclass(frozen=True, kw_only=True)
class AttendanceRow:
    """Numbers of a day, school or session. All but `slots` and `booked` are of slots whose door was counted.

    `parties` are bookings, `booked_in` the people of bookings who came, `late` the bookings that came after their places were
    no longer kept. `widest` is the largest number that a row of the same table draws.
    """

    label: object
    slots: int = 0
    counted_slots: int = 0
    booked: int = 0
    parties: int = 0
    parties_in: int = 0
    booked_in: int = 0
    walk_ins: int = 0
    people_in: int = 0
    late: int = 0
    widest: int = 1

    @property
    def no_shows(self) -> int:
        return self.parties - self.parties_in

    @property
    def no_show_percent(self) -> int | None:
        return round(100 * self.no_shows / self.parties) if self.parties else None

    @property
    def late_percent(self) -> int | None:
        return round(100 * self.late / self.parties_in) if self.parties_in else None

    @property
    def booked_width(self) -> float:
        return round(100 * self.booked / self.widest, 1)

    @property
    def booked_in_width(self) -> float:
        return round(100 * self.booked_in / self.widest, 1)

    @property
    def people_in_width(self) -> float:
        return round(100 * self.people_in / self.widest, 1)


@dataclass(frozen=True)
class AttendanceReport:
    by_day: list[AttendanceRow]
    by_school: list[AttendanceRow]
    by_session: list[AttendanceRow]
    total: AttendanceRow


def build_attendance_report(user, week, now: dt.datetime) -> AttendanceReport:
    """Return the report of a week's slots that have begun, as far as they are of the user's schools."""
    slots = TimeSlot.objects.filter(session__week=week, starts_at__lte=now, cancelled_at=None, session__cancelled_at=None)
    own = within_own_schools(slots, user, "session__host_school").order_by("starts_at", "pk")
    rows = list(count_slots(own.select_related("session__week", "session__host_school", "attendance")))
    return AttendanceReport(
        by_day=sum_rows(rows, lambda slot: slot.day),
        by_school=sum_rows(rows, name_host),
        by_session=sum_rows(rows, lambda slot: slot.session),
        total=(sum_rows(rows, lambda slot: "") or [AttendanceRow(label="")])[0],
    )


def count_slots(slots: QuerySet[TimeSlot]) -> Iterable[tuple[TimeSlot, Counter]]:
    """Yield each slot with its numbers, in a fixed number of queries."""
    confirmed = Booking.objects.filter(state=Booking.State.CONFIRMED, slot__in=slots.order_by().values("pk")).order_by()
    booked = {
        slot: (people, parties, parties_in)
        for slot, people, parties, parties_in in confirmed.values_list("slot").annotate(
            people=Sum("people"), parties=Count("pk"), parties_in=Count("pk", filter=Q(check_in__isnull=False))
        )
    }
    arrived: dict[int, list[tuple[dt.datetime, int]]] = {}
    check_ins = CheckIn.objects.filter(slot__in=slots.order_by().values("pk")).order_by()
    for slot, moment, people in check_ins.values_list("slot", "arrived_at", "people"):
        arrived.setdefault(slot, []).append((moment, people))
    for slot in slots:
        people, parties, parties_in = booked.get(slot.pk, (0, 0, 0))
        yield slot, count_slot(slot, people, parties, parties_in, arrived.get(slot.pk, []))


def count_slot(slot: TimeSlot, people: int, parties: int, parties_in: int, arrived: list[tuple[dt.datetime, int]]) -> Counter:
    numbers = Counter(slots=1, booked=people)
    attendance = getattr(slot, "attendance", None)
    if attendance is None:
        return numbers
    late = sum(moment >= slot.places_kept_until for moment, _people in arrived)
    numbers.update(counted_slots=1, parties=parties, parties_in=parties_in, late=late)
    numbers.update(booked_in=sum(count for _moment, count in arrived), walk_ins=attendance.walk_ins)
    numbers.update(people_in=attendance.people_in)
    return numbers


def sum_rows(rows: list[tuple[TimeSlot, Counter]], find_label: Callable[[TimeSlot], object]) -> list[AttendanceRow]:
    sums: dict[object, Counter] = {}
    for slot, numbers in rows:
        sums.setdefault(find_label(slot), Counter()).update(numbers)
    widest = max((max(numbers["booked"], numbers["people_in"]) for numbers in sums.values()), default=0) or 1
    return [
        AttendanceRow(label=label, widest=widest, **{name: numbers[name] for name in NUMBERS}) for label, numbers in sums.items()
    ]


def name_host(slot: TimeSlot) -> str:
    return localized_value(slot.session.host_school, "name") if slot.session.host_school else slot.session.organiser


def list_feedback(sessions: Iterable) -> list[tuple[object, list[QuestionResult]]]:
    """Return the results of those of these sessions that were answered about, with small numbers hidden."""
    counts: dict[int, dict[tuple[str, str], int]] = {}
    rows = FeedbackCount.objects.filter(session__in=[session.pk for session in sessions])
    for session, question, answer, count in rows.values_list("session", "question", "answer", "count"):
        counts.setdefault(session, {})[question, answer] = count
    return [(session, hide_small_counts(counts[session.pk])) for session in sessions if session.pk in counts]
