"""Where the records that were found can be read, and the short line beside each."""

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from edu_week.date_formats import format_day_range
from edu_week.templatetags.portal import day_with_weekday, localized, time_of_day


def detail_url(name):
    return lambda record: reverse(name, args=[record.slug])


def anchor_url(name):
    return lambda record: f"{reverse(name)}#{record.slug}"


def join_parts(parts):
    return format_html_join(" · ", "{}", ((part,) for part in parts if part))


def session_note(session):
    if session.is_cancelled:
        return _("Cancelled")
    at = session.next_at or session.last_at
    day = f"{day_with_weekday(at)} {time_of_day(at)}" if at else ""
    return join_parts([_("Over") if at and not session.to_come else "", day, localized(session.venue, "name")])


def venue_sessions_url(venue):
    return f"{reverse('programme')}?{urlencode({'day': 'all', 'q': venue.map_query})}"


def district_note(district):
    return _("Schools there") if district.has_schools else _("Sessions there")


def district_url(district):
    if district.has_schools:
        return f"{reverse('school_list')}?{urlencode({'district': district.slug})}"
    return f"{reverse('programme')}?{urlencode({'day': 'all', 'district': district.slug})}"


def award_url(award):
    if award.graduate:
        return reverse("graduate_detail", args=[award.graduate.slug])
    return f"{reverse('graduate_list')}#honours"


def award_note(award):
    return join_parts([localized(award.graduate, "name") if award.graduate else "", award.year])


def list_award_texts(award):
    graduate = award.graduate
    return [award.name, award.name_en, *([graduate.name, graduate.name_en] if graduate else []), str(award.year or "")]


def story_url(part):
    """Return the address of a part of the story of its week: a section, or a visit on the days that it tells."""
    return f"{reverse('week_detail', args=[part.week.slug])}#{part.slug}"


def visit_note(visit):
    days = format_day_range(visit.starts_on, visit.ends_on or visit.starts_on)
    places = [localized(visit.school or visit.district, "name"), localized(visit, "grade_level")]
    return join_parts([*places, localized(visit.destination, "name") if visit.destination else "", days])


def list_visit_texts(visit):
    named = [record for record in (visit.school, visit.district, visit.destination) if record]
    names = [name for record in named for name in (record.name, record.name_en)]
    return [visit.activity, visit.activity_en, visit.grade_level, visit.grade_level_en, *names]
