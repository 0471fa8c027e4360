"""How many came from each visiting school: added up before the school's name is erased from its bookings, and read together."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import F, QuerySet

from events.models import ActivityWeek, Booking, CheckIn, VisitingSchoolCount
from schools.models import School

NUMBERS = ("classes", "pupils", "adults", "classes_in", "pupils_in", "adults_in")


@dataclass(frozen=True)
class VisitingSchool:
    """The numbers of one school in a week; without `school`, of all those that have no record here."""

    school: School | None
    classes: int = 0
    pupils: int = 0
    adults: int = 0
    classes_in: int = 0
    pupils_in: int = 0
    adults_in: int = 0


def select_visits(bookings: QuerySet[Booking], now: dt.datetime) -> QuerySet[Booking]:
    """Return those that count: classes whose visit has begun and was not cancelled, and that have not been counted."""
    visits = bookings.filter(kind=Booking.Kind.CLASS, state=Booking.State.CONFIRMED, erased_at=None)
    return visits.filter(slot__starts_at__lte=now, slot__cancelled_at=None, slot__session__cancelled_at=None)


def add_up_visits(bookings: QuerySet[Booking]) -> dict[tuple[int, int | None], Counter]:
    """Return the numbers by week and school."""
    found: dict[tuple[int, int | None], Counter] = {}
    rows = bookings.order_by().values_list("pk", "slot__session__week", "school", "pupils", "adults")
    came = {pk: (pupils, adults) for pk, pupils, adults in find_check_ins(bookings)}
    for pk, week, school, pupils, adults in rows:
        numbers = found.setdefault((week, school), Counter())
        numbers.update(classes=1, pupils=pupils, adults=adults)
        if pk in came:
            numbers.update(classes_in=1, pupils_in=came[pk][0], adults_in=came[pk][1])
    return found


def find_check_ins(bookings: QuerySet[Booking]):
    check_ins = CheckIn.objects.filter(booking__in=bookings.order_by().values("pk"))
    return check_ins.order_by().values_list("booking", "pupils", "adults")


def keep_visiting_counts(bookings: QuerySet[Booking], now: dt.datetime):
    """Add what these bookings came to, before they are erased in the same transaction. Who is erased already adds nothing."""
    for (week_id, school_id), numbers in sorted(add_up_visits(select_visits(bookings, now)).items(), key=str):
        row, _is_new = VisitingSchoolCount.objects.get_or_create(week_id=week_id, school_id=school_id)
        VisitingSchoolCount.objects.filter(pk=row.pk).update(**{name: F(name) + numbers[name] for name in NUMBERS})


def list_visiting_schools(week: ActivityWeek, bookings: QuerySet[Booking], now: dt.datetime) -> list[VisitingSchool]:
    """Return what was kept of the week together with what its bookings still say; schools with a record by name."""
    totals: dict[int | None, Counter] = {}
    for (_week, school_id), numbers in add_up_visits(select_visits(bookings.filter(slot__session__week=week), now)).items():
        totals.setdefault(school_id, Counter()).update(numbers)
    for row in VisitingSchoolCount.objects.filter(week=week):
        totals.setdefault(row.school_id, Counter()).update({name: getattr(row, name) for name in NUMBERS})
    schools = School.objects.in_bulk([pk for pk in totals if pk])
    rows = [VisitingSchool(schools.get(pk), **{name: numbers[name] for name in NUMBERS}) for pk, numbers in totals.items()]
    return sorted(rows, key=lambda row: (row.school is None, row.school.sort_key if row.school else ""))
