"""The first page, in three states by the clock: before, during and after the week."""

import datetime as dt
import re

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content import clock
from content.richtext.rendering import attach_pictures
from edu_week.context_processors import phase_of
from edu_week.earlier_weeks import earlier_weeks
from edu_week.home_archive import archive_of, days_of, pictures_of
from edu_week.home_board import board
from edu_week.home_rows import rows_of
from edu_week.week_story import reported_story
from events.models import ActivityWeek, Announcement
from schools.models import Figure

FIGURES, ANNOUNCEMENTS = 6, 5
LONG_TEXT = 120  # characters; an announcement longer than that waits behind its title
TOGETHER_WITH = "暨"
NUMBER = re.compile(r"[\d.,]+万?")


@require_safe
def home(request):
    now, week = clock.now(), ActivityWeek.objects.current()
    context = {
        "now": now,
        "week": week,
        "announcements": announcements_for(week, now),
        "figures": headline_figures(),
        "earlier_weeks": earlier_weeks(),
    }
    if week is None:
        return render(request, "pages/home_quiet.html", context)
    today = timezone.localdate(now)
    context["phase"] = phase = phase_of(week, today)
    rows = rows_of(week, now)
    days = days_of(week, rows, today)
    context |= {"days": days, "name_parts": name_parts(week), "motto": week.closing_line.split("，")}
    context |= look_back(week, rows, days) if phase == "after" else countdown(week, today) | board(rows, now)
    return render(request, f"pages/home_{phase}.html", context)


def countdown(week, today):
    opens = timezone.make_aware(dt.datetime.combine(week.starts_on, dt.time()))
    return {"days_left": (week.starts_on - today).days, "opens": opens}


def look_back(week, rows, days):
    themes = {day.date: day for day in week.days.exclude(theme="")}
    return {"story": reported_story(week), "archive": archive_of(days, themes), "pictures": pictures_of(rows)}


def name_parts(week):
    """The long name in lines: up to the year, the week itself, and smaller what it is held together with."""
    english = get_language() == "en" and week.name_en
    parts = [week.name_en] if english else [part for part in re.split(f"(?<=年)|(?={TOGETHER_WITH})", week.name) if part]
    return [{"words": part, "is_aside": part.startswith(TOGETHER_WITH)} for part in parts]


def announcements_for(week, now):
    """The newest that are shown now; the urgent ones are already a banner on every page."""
    shown = Announcement.objects.published(now).filter(Q(week=week) | Q(week=None), is_urgent=False)
    announcements = attach_pictures(shown[:ANNOUNCEMENTS], "body", "body_en")
    for announcement in announcements[1:]:
        announcement.is_folded = len(announcement.body) > LONG_TEXT
    return announcements


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
