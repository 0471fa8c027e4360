"""The story of a week: its sections, and the days as the report tells them: visits, and sessions whose days it gives."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.db.models import Prefetch

from content import public_cache
from content.publishing import is_public
from content.richtext.rendering import attach_pictures
from events.models import ActivityWeek, EventSession, ReportedVisit, StorySection
from schools.models import Figure, IndustryCollege, School


@public_cache.cache_until_public_change
def list_story_sections(week: ActivityWeek) -> list[StorySection]:
    """Return the public sections in order, in a fixed number of queries.

    `linked_figures`, `linked_schools`, `linked_colleges` and `linked_sessions` of each are the public records that it links to,
    in the order in which its text names them.
    """
    sections = StorySection.objects.published().filter(week=week)
    related = [
        Prefetch("figures", Figure.objects.published()),
        Prefetch("schools", School.objects.published()),
        Prefetch("industry_colleges", IndustryCollege.objects.published()),
        Prefetch("sessions", EventSession.objects.published().select_related("venue")),
    ]
    told = attach_pictures(sections.prefetch_related(*related), "text", "text_en")
    for section in told:
        section.linked_figures = sort_by_mention(section.figures.all(), section.text, "display")
        section.linked_schools = sort_by_mention(section.schools.all(), section.text, "name")
        section.linked_colleges = sort_by_mention(section.industry_colleges.all(), section.text, "name")
        section.linked_sessions = list(section.sessions.all())
    return told


def sort_by_mention(records: Iterable, text: str, field: str) -> list:
    """Sort records by where the text has their `field`; those that it does not name come last, in their own order.

    The 7 of “3+7” or of 70 is not the number 7.
    """

    def find_mention(record) -> int:
        found = re.search(rf"(?<![\d+.]){re.escape(getattr(record, field))}(?![\d+])", text)
        return found.start() if found else len(text)

    return sorted(records, key=find_mention)


@public_cache.cache_until_public_change
def list_story_headings(week: ActivityWeek) -> list[StorySection]:
    """Return the public sections in order, with titles and voices only: for pages that lead to the story."""
    return list(StorySection.objects.published().filter(week=week).defer("text", "text_en", "search_text", "loaded"))


@public_cache.cache_until_public_change
def reported_days(week: ActivityWeek) -> list[dict]:
    """Return entries with `record` (with the quotation), `starts_on`, `ends_on`, `marks`, and `session` or `visits`.

    `marks` says of each day of the week whether the entry's days include it; empty where the report gives no day.
    """
    visits = list(ReportedVisit.objects.filter(week=week).select_related("school", "district", "destination"))
    quoted_refs = {quotation["ref"] for visit in visits for quotation in visit.quotations}
    entries = [*visit_entries(visits), *session_entries(week, quoted_refs)]
    for entry in entries:
        entry["marks"] = mark_days(week, entry["starts_on"], entry["ends_on"])
    return sorted(entries, key=lambda entry: (entry["starts_on"] is None, str(entry["starts_on"]), str(entry["ends_on"])))


def mark_days(week: ActivityWeek, first: dt.date | None, last: dt.date | None) -> list[bool]:
    return [first <= day <= (last or first) for day in week.dates] if first else []


def visit_entries(visits: list[ReportedVisit]) -> Iterator[dict]:
    """Yield one entry for all visits that the report names together."""
    for _, group in groupby(sorted(visits, key=visit_occasion_key), key=visit_occasion_key):
        together = [visit for visit in group if is_public(visit.school or visit.district)]
        if not together:
            continue
        first, *_others = together
        words = " ".join(quotation["quote"] for quotation in first.quotations)
        together.sort(key=lambda visit: words.find((visit.school or visit.district).name))
        yield {"record": first, "visits": together, "starts_on": first.starts_on, "ends_on": first.ends_on}


def visit_occasion_key(visit: ReportedVisit) -> tuple:
    return (str(visit.starts_on), str(visit.ends_on), visit.date_note, visit.activity, visit.destination_id or 0)


def session_entries(week: ActivityWeek, quoted_refs: set[str]) -> Iterator[dict]:
    """Yield the reported sessions whose day the report gives and whose quotation no visit has used yet."""
    sessions = EventSession.objects.published().filter(week=week, source=EventSession.Source.ARTICLE)
    for session in sessions.select_related("venue").prefetch_related("slots"):
        refs = {quotation["ref"] for quotation in session.quotations}
        days = sorted({slot.day for slot in session.slots.all() if "day" not in slot.own_sample_parts})
        all_week = days == week.dates
        if refs & quoted_refs or not days or not (all_week or is_dated(session, days[0])):
            continue
        yield {"record": session, "session": session, "starts_on": days[0], "ends_on": days[-1], "all_week": all_week}


def is_dated(session: EventSession, day: dt.date) -> bool:
    """Return whether a quotation of the session names the day."""
    date = f"{day.month}月{day.day}日"
    return any(date in quotation["quote"] for quotation in session.quotations)
