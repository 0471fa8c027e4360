"""The first page, in three states by the clock: before, during and after the week."""

import re
from itertools import groupby

from django.db.models import Q
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content import clock
from edu_week.context_processors import phase_of
from events.models import ActivityWeek, Announcement, EventSession, ReportedVisit
from schools.models import Figure

FIGURES = 6
ANNOUNCEMENTS = 5
NUMBER = re.compile(r"[\d.]+万?")
DATE_FIELDS = {"date", "starts_on", "ends_on", "starts_at", "slots", "*"}


@require_safe
def home(request):
    now, week = clock.now(), ActivityWeek.objects.current()
    context = {"now": now, "week": week, "announcements": announcements_for(week, now), "figures": headline_figures()}
    if week is None:
        return render(request, "pages/home_quiet.html", context)
    phase = phase_of(week, clock.today())
    if phase == "after":
        context["story"] = reported_story(week)
    return render(request, f"pages/home_{phase}.html", context | {"phase": phase})


def announcements_for(week, now):
    """The newest that are shown now; the urgent ones are already a banner on every page."""
    shown = Announcement.objects.published(now).filter(Q(week=week) | Q(week=None), is_urgent=False)
    return list(shown[:ANNOUNCEMENTS])


def headline_figures():
    """Figures for the home page, each as published, cut into what stands before, in and after its number."""
    figures = list(Figure.objects.published().filter(is_headline=True)[:FIGURES])
    for figure in figures:
        english = get_language() == "en" and figure.display_en
        figure.in_chinese = get_language() == "en" and not english
        figure.head, figure.core, figure.tail = cut(english or figure.display)
    return figures


def cut(display):
    """"近500名" gives "近", "500", "名"; words without a number stay whole."""
    number = NUMBER.search(display)
    if not number:
        return "", display, ""
    return display[: number.start()], number.group(), display[number.end() :]


def reported_story(week):
    """What the report says happened in the week, in order of time: entries of sessions and of visiting schools."""
    entries = reported_sessions(week) + reported_visits(week)
    return sorted(entries, key=lambda entry: (entry["starts_on"] or week.ends_on, entry["ends_on"] or week.ends_on))


def reported_sessions(week):
    """Sessions whose day the report gives; one entry where several days tell the same."""
    sessions = EventSession.objects.published().filter(week=week, source=EventSession.Source.ARTICLE)
    told = {}
    for session in sessions.prefetch_related("slots"):
        days = sorted(slot.day for slot in session.slots.all())
        if not days or not session.summary or DATE_FIELDS & set(session.sample_fields):
            continue
        entry = told.setdefault(session.summary, {"record": session, "session": session, "days": []})
        entry["days"] += days
    return [entry | {"starts_on": min(entry["days"]), "ends_on": max(entry["days"])} for entry in told.values()]


def reported_visits(week):
    """Visitors the report names together, in one entry."""
    visits = ReportedVisit.objects.filter(week=week).select_related("school", "district", "destination")
    visits = sorted(visits, key=occasion)
    return [visit_entry(list(group)) for _, group in groupby(visits, key=occasion)]


def occasion(visit):
    return (str(visit.starts_on or ""), str(visit.ends_on or ""), visit.date_note, visit.activity, visit.destination_id or 0)


def visit_entry(visits):
    first = visits[0]
    return {
        "record": first,
        "visits": visits,
        "visitors": [visit.school or visit.district for visit in visits],
        "starts_on": first.starts_on,
        "ends_on": first.ends_on,
        "date_note": first.date_note,
    }
