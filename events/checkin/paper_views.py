"""Pages to print for the door: who is expected, and the pack that a host school makes the day before."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render

from backoffice.audit_log import events as audit
from content import clock
from content.local_time import local_time
from content.query_values import parse_day, parse_id
from events.checkin.access import desk_page
from events.checkin.expected import ExpectedSlot, list_expected, make_posters
from schools.models import School

WHOLE_PHONE = "events.see_whole_phone"


def read_day(request, default: dt.date) -> dt.date:
    return parse_day(request.GET.get("day")) or default


@desk_page("GET")
def desk_expected(request):
    """Who is expected on a day, today by default, or at one slot of it."""
    now = clock.now()
    today = local_time(now).date()
    day = read_day(request, today)
    expected = list_expected(request.user, day)
    if slot_id := parse_id(request.GET.get("slot")):
        expected = [row for row in expected if row.slot.pk == slot_id]
    context = {"expected": expected, "day": day, "today": today, "made_at": now, **days_beside(day)}
    return render(request, "events/checkin/expected.html", context)


@desk_page("GET", "POST")
def desk_pack(request):
    """The pack of one host school and day, tomorrow by default. A POST shows whole numbers and records each of them."""
    now = clock.now()
    day = read_day(request, local_time(now).date() + dt.timedelta(days=1))
    expected = list_expected(request.user, day)
    schools = {
        row.slot.session.host_school.slug: row.slot.session.host_school for row in expected if row.slot.session.host_school
    }
    chosen = request.GET.get("school") or (next(iter(schools)) if len(schools) == 1 else "")
    context = {"day": day, "made_at": now, "schools": sorted(schools.values(), key=lambda school: school.sort_key)}
    context |= {"may_see_whole": request.user.has_perm(WHOLE_PHONE), **days_beside(day)}
    if not chosen:
        return render(request, "events/checkin/pack_choose.html", context)
    if chosen not in schools:
        raise Http404
    return render(request, "events/checkin/pack.html", context | pack_context(request, schools[chosen], expected))


def pack_context(request, school: School, expected: list[ExpectedSlot]) -> dict:
    rows = [row for row in expected if row.slot.session.host_school_id == school.pk]
    shows_whole = request.method == "POST"
    if shows_whole:
        record_whole_phones(request, rows)
    return {
        "school": school,
        "expected": rows,
        "shows_whole": shows_whole,
        "people": sum(row.people for row in rows),
        "party_count": sum(len(row.parties) for row in rows),
        "needs_count": sum(row.needs_count for row in rows),
        "class_count": sum(len(row.classes) for row in rows),
        "posters": make_posters(rows),
    }


def record_whole_phones(request, rows: list[ExpectedSlot]):
    """Note in the audit log whose numbers the page is about to show. Raises PermissionDenied."""
    if not request.user.has_perm(WHOLE_PHONE):
        raise PermissionDenied
    for row in rows:
        for party in row.classes:
            audit.record_audit_event(audit.Event.PHONE_SEEN, request=request, about=party.booking)


def days_beside(day: dt.date) -> dict[str, dt.date]:
    return {"day_before": day - dt.timedelta(days=1), "day_after": day + dt.timedelta(days=1)}
