"""The story of a week as the report tells it, in order of time: visits, and sessions whose days it gives."""

from itertools import groupby

from content import public_cache
from events.models import EventSession, ReportedVisit


@public_cache.cached
def reported_story(week):
    """Return entries with `record` (with the quotation), `starts_on`, `ends_on`, and `session`, `all_week` or `visitors`."""
    visits = list(ReportedVisit.objects.filter(week=week).select_related("school", "district", "destination"))
    quoted_refs = {quotation["ref"] for visit in visits for quotation in visit.quotations}
    entries = [*visit_entries(visits), *session_entries(week, quoted_refs)]
    return sorted(entries, key=lambda entry: (entry["starts_on"] is None, str(entry["starts_on"]), str(entry["ends_on"])))


def visit_entries(visits):
    """Yield one entry for all visits that the report names together."""
    for _, group in groupby(sorted(visits, key=visit_occasion_key), key=visit_occasion_key):
        together = list(group)
        first = together[0]
        yield {
            "record": first,
            "visit": first,
            "visitors": [visit.school or visit.district for visit in together],
            "starts_on": first.starts_on,
            "ends_on": first.ends_on,
        }


def visit_occasion_key(visit):
    return (str(visit.starts_on), str(visit.ends_on), visit.date_note, visit.activity, visit.destination_id or 0)


def session_entries(week, quoted_refs):
    """Yield the reported sessions whose day the report gives and whose quotation no visit has used yet."""
    sessions = EventSession.objects.published().filter(week=week, source=EventSession.Source.ARTICLE)
    for session in sessions.prefetch_related("slots"):
        refs = {quotation["ref"] for quotation in session.quotations}
        days = sorted({slot.day for slot in session.slots.all()})
        all_week = days == week.dates
        if refs & quoted_refs or not days or not (all_week or is_dated(session, days[0])):
            continue
        yield {"record": session, "session": session, "starts_on": days[0], "ends_on": days[-1], "all_week": all_week}


def is_dated(session, day):
    """Return whether a quotation of the session names the day."""
    date = f"{day.month}月{day.day}日"
    return any(date in quotation["quote"] for quotation in session.quotations)
