"""The kinds of records that can be found: their query, their address, and the note beside a result."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from alumni.models import Graduate
from content.models import Sourced
from edu_week.templatetags.portal import day_with_weekday, localized, time_of_day
from events.models import Announcement, EventSession, TimeSlot, Venue
from events.models.sample_parts import join_sample_parts
from schools.models import District, Figure, IndustryCollege, Major, Partnership, School


@dataclass(frozen=True, kw_only=True)
class SearchKind:
    """`title` is the field that holds it, `order` sorts records of the same relevance, `note` is a short line about a record."""

    key: str
    label: str
    records: QuerySet
    title: str = "name"
    order: tuple[str, ...] = ("sort_key", "pk")
    url: Callable
    note: Callable = lambda record: ""
    sample_parts: Callable[[Sourced], frozenset[str]] = lambda record: record.sample_parts


def list_search_kinds(now):
    return (
        SearchKind(
            key="sessions",
            label=_("Programme"),
            records=searchable_sessions(now),
            title="title",
            order=("cancelled_at", "-to_come", "sort_key", "pk"),
            url=detail_url("session_detail"),
            note=session_note,
            sample_parts=lambda session: join_sample_parts([session, *session.slots.all()]),
        ),
        SearchKind(key="schools", label=_("Schools"), records=School.objects.published(), url=detail_url("school_detail")),
        SearchKind(
            key="majors",
            label=_("Majors"),
            records=searchable_majors(),
            url=lambda major: reverse("school_detail", args=[major.school.slug]),
            note=lambda major: localized(major.school, "name"),
        ),
        SearchKind(
            key="colleges",
            label=_("Industry colleges"),
            records=IndustryCollege.objects.published(),
            url=detail_url("college_detail"),
        ),
        SearchKind(
            key="partnerships",
            label=_("Partnerships"),
            records=Partnership.objects.published(),
            url=anchor_url("partnership_list"),
        ),
        SearchKind(
            key="graduates", label=_("Graduates"), records=Graduate.objects.published(), url=detail_url("graduate_detail")
        ),
        SearchKind(
            key="venues",
            label=_("Venues"),
            records=searchable_venues(),
            url=venue_sessions_url,
            note=lambda venue: _("Sessions at this place"),
        ),
        SearchKind(key="districts", label=_("Districts"), records=searchable_districts(), url=district_url, note=district_note),
        SearchKind(
            key="figures", label=_("Figures"), records=Figure.objects.published(), title="label", url=anchor_url("numbers")
        ),
        SearchKind(
            key="announcements",
            label=_("Announcements"),
            records=Announcement.objects.published(now),
            title="title",
            order=("-publish_at", "pk"),
            url=anchor_url("home"),
        ),
    )


def detail_url(name):
    return lambda record: reverse(name, args=[record.slug])


def anchor_url(name):
    return lambda record: f"{reverse(name)}#{record.slug}"


def current_sessions():
    return EventSession.objects.published().filter(week__is_current=True)


def searchable_sessions(now):
    """Return the sessions of the current week with `to_come`, `next_at` (their next start) and `last_at` (their last start)."""
    slots = TimeSlot.objects.filter(session=OuterRef("pk"), cancelled_at=None)
    to_come = slots.filter(ends_at__gt=now).order_by("starts_at")
    return (
        current_sessions()
        .select_related("venue")
        .prefetch_related(Prefetch("slots", TimeSlot.objects.defer("loaded", "quotations", "editor_note")))
        .annotate(
            to_come=Exists(to_come),
            next_at=Subquery(to_come.values("starts_at")[:1]),
            last_at=Subquery(slots.order_by("-starts_at").values("starts_at")[:1]),
        )
    )


def session_note(session):
    if session.is_cancelled:
        return _("Cancelled")
    at = session.next_at or session.last_at
    day = f"{day_with_weekday(at)} {time_of_day(at)}" if at else ""
    parts = [_("Over") if at and not session.to_come else "", day, localized(session.venue, "name")]
    return format_html_join(" · ", "{}", ((part,) for part in parts if part))


def searchable_majors():
    return Major.objects.published().select_related("school")


def searchable_venues():
    """Return the venues that have sessions in the current week."""
    return Venue.objects.published().filter(Exists(current_sessions().filter(venue=OuterRef("pk"))))


def venue_sessions_url(venue):
    return f"{reverse('programme')}?{urlencode({'day': 'all', 'q': venue.map_query})}"


def searchable_districts():
    """Return the districts that have schools, or sessions in the current week."""
    has_sessions = Exists(current_sessions().filter(district=OuterRef("pk")))
    has_schools = Exists(School.objects.published().filter(district=OuterRef("pk")))
    districts = District.objects.published().annotate(has_sessions=has_sessions, has_schools=has_schools)
    return districts.filter(Q(has_sessions=True) | Q(has_schools=True))


def district_note(district):
    return _("Schools there") if district.has_schools else _("Sessions there")


def district_url(district):
    if district.has_schools:
        return f"{reverse('school_list')}?{urlencode({'district': district.slug})}"
    return f"{reverse('programme')}?{urlencode({'day': 'all', 'district': district.slug})}"
