"""The home page, in three states by the clock: before, during and after the week."""

import re

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content import clock, public_cache
from content.local_time import day_bounds
from content.richtext.rendering import attach_pictures
from edu_week.context_processors import week_phase
from edu_week.home.archive import archive_days, list_days, week_pictures
from edu_week.home.board import board_context
from edu_week.home.rows import load_home_rows
from edu_week.home.week_name import week_name_parts
from edu_week.home.week_page import earlier_weeks
from edu_week.home.week_story import list_story_headings, reported_days
from events.models import ActivityWeek, Announcement
from events.programme.queries import read_programme
from schools.models import Figure

FIGURES, ANNOUNCEMENTS = 6, 5
LONG_TEXT = 120  # characters; longer announcements are folded behind their title
NUMBER = re.compile(r"[\d.,]+万?")


@require_safe
def home(request):
    now, week = clock.now(), ActivityWeek.objects.current()
    context = {
        "now": now,
        "week": week,
        "announcements": announcements_for(week),
        "figures": headline_figures(),
        "earlier_weeks": earlier_weeks(),
    }
    if week is None:
        return render(request, "home/without_week.html", context)
    today = timezone.localdate(now)
    context["phase"] = phase = week_phase(week, today)
    programme = read_programme(week)
    rows = load_home_rows(programme, now)
    context |= {
        "days": list_days(week, today),
        "name_parts": week_name_parts(week),
        "motto": week.closing_line.split("，"),
        "story": list_story_headings(week) if week.has_story else [],
    }
    context |= archive_context(week, rows) if phase == "after" else countdown_context(week, today) | board_context(rows, now)
    return render(request, f"home/{phase}.html", context)


def countdown_context(week, today):
    opens = day_bounds(week.starts_on)[0]
    return {"days_left": (week.starts_on - today).days, "opens": opens}


def archive_context(week, rows):
    reported = [] if week.has_story else reported_days(week)  # where there is a story, it tells them
    return {"reported": reported, "archive": archive_days(week, rows), "pictures": week_pictures(rows)}


@public_cache.cache_until_public_change
def announcements_for(week):
    """Return the newest published announcements without the urgent ones, which are a banner on every page."""
    published = Announcement.objects.published().filter(Q(week=week) | Q(week=None), is_urgent=False)
    announcements = attach_pictures(published[:ANNOUNCEMENTS], "body", "body_en")
    for announcement in announcements[1:]:
        announcement.is_folded = len(announcement.body) > LONG_TEXT
    return announcements


@public_cache.cache_until_public_change
def headline_figures():
    """Return the headline figures, with their text split into `head`, `core` (the number) and `tail`."""
    figures = list(Figure.objects.published().filter(is_headline=True)[:FIGURES])
    english = get_language() == "en"
    for figure in figures:
        figure.in_chinese = english and not figure.display_en
        figure.head, figure.core, figure.tail = split_display_number(
            figure.display_en if english and figure.display_en else figure.display
        )
    return figures


def split_display_number(display):
    """Split 近500名 into 近, 500 and 名; a text without a number is all core."""
    number = NUMBER.search(display)
    if not number:
        return "", display, ""
    return display[: number.start()], number.group(), display[number.end() :]
