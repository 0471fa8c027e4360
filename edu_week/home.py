"""The first page, in three states by the clock: before, during and after the week."""

import datetime as dt
import re
from collections import Counter
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content import clock
from content.publishing import public_at
from content.richtext.rendering import attach_pictures
from edu_week.context_processors import phase_of
from edu_week.week_story import reported_story
from events.bookings.queries import availability, with_places
from events.models import ActivityWeek, Announcement, TimeSlot
from schools.models import District, Figure

FIGURES, ANNOUNCEMENTS, CARDS, NEXT_ROWS = 6, 5, 5, 6
SHANGHAI = ZoneInfo("Asia/Shanghai")
NUMBER = re.compile(r"[\d.,]+万?")


@require_safe
def home(request):
    now, week = clock.now(), ActivityWeek.objects.current()
    context = {
        "now": now,
        "week": week,
        "announcements": announcements_for(week, now),
        "figures": headline_figures(),
        "has_districts": District.objects.published().exists(),
    }
    if week is None:
        return render(request, "pages/home_quiet.html", context)
    context["phase"] = phase = phase_of(week, clock.today())
    rows = rows_of(week, now)
    context |= {"name_parts": name_parts(week), "motto": week.closing_line.split("，"), **countdown(week)}
    context["days"] = days_of(week, rows, clock.today())
    if phase == "after":
        context["story"] = reported_story(week)
    else:
        context |= board(rows, now)
    return render(request, f"pages/home_{phase}.html", context)


def countdown(week):
    return {"days_left": (week.starts_on - clock.today()).days, "opens": dt.datetime.combine(week.starts_on, dt.time(), SHANGHAI)}


def name_parts(week):
    """The long name in lines: up to the year, the week itself, and what it is held together with."""
    if get_language() == "en" and week.name_en:
        return [week.name_en]
    return [part for part in re.split(r"(?<=年)|(?=暨)", week.name) if part]


def announcements_for(week, now):
    """The newest that are shown now; the urgent ones are already a banner on every page."""
    shown = Announcement.objects.published(now).filter(Q(week=week) | Q(week=None), is_urgent=False)
    return attach_pictures(shown[:ANNOUNCEMENTS], "body", "body_en")


def headline_figures():
    """Figures for the home page, their words cut into what stands before, in and after the number."""
    figures = list(Figure.objects.published().filter(is_headline=True)[:FIGURES])
    english = get_language() == "en"
    for figure in figures:
        figure.in_chinese = english and not figure.display_en
        figure.head, figure.core, figure.tail = cut(figure.display_en if english and figure.display_en else figure.display)
    return figures


def cut(display):
    """近500名 gives 近, 500, 名; words without a number stay whole."""
    number = NUMBER.search(display)
    if not number:
        return "", display, ""
    return display[: number.start()], number.group(), display[number.end() :]


def rows_of(week, now):
    """Every published slot of the week with its live places, in order of time."""
    slots = TimeSlot.objects.filter(public_at(now, "session__"), session__week=week)
    slots = (
        with_places(slots, now)
        .select_related("session__venue", "session__picture")
        .prefetch_related("session__industry_colleges")
    )
    return [row_of(slot, availability(slot, now), now) for slot in slots]


def row_of(slot, places, now):
    colleges = slot.session.industry_colleges.all()
    return {
        "slot": slot,
        "session": slot.session,
        "places": places,
        "state": state_of(slot, places, now),
        "craft": colleges[0].craft if colleges else "",
        "meter": places.left is not None and places.state in ("open", "waitlist", "full"),
    }


def state_of(slot, places, now):
    """The word beside a slot: what a visitor can do about it now."""
    if places.state in ("cancelled", "past"):
        return places.state
    if places.is_live:
        return "live"
    if not slot.session.takes_bookings:
        return "free"
    if places.is_few:
        return "few"
    at_the_door = places.state == "closed" and slot.day == now.astimezone(SHANGHAI).date()
    return "onsite" if at_the_door else places.state


def days_of(week, rows, today):
    """The strip of days: date, how many sessions, and whether it is past, today or to come."""
    counts = Counter(day for day, _ in {(row["slot"].day, row["session"].pk) for row in rows})
    return [{"date": day, "count": counts[day], "when": when(day, today)} for day in week.dates]


def when(day, today):
    if day == today:
        return "today"
    return "past" if day < today else "future"


def board(rows, now):
    """What is on, what is next on the nearest day, what can be booked, and the crafts to come."""
    coming = [row for row in rows if row["slot"].starts_at > now and row["state"] != "cancelled"]
    next_day = coming[0]["slot"].day if coming else None
    return {
        "on_now": [row for row in rows if row["state"] == "live"],
        "coming": [row for row in coming if row["slot"].day == next_day][:NEXT_ROWS],
        "next_day": next_day,
        "bookable": once_each([row for row in coming if row["state"] in ("open", "few")])[: CARDS - 1],
        "crafts": once_each([row for row in coming if row["craft"]])[:CARDS],
        "takes_classes": any(row["session"].takes_classes for row in coming),
    }


def once_each(rows):
    """The earliest row of each session."""
    return list({row["session"].pk: row for row in reversed(rows)}.values())[::-1]
