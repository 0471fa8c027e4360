"""Queries of the records that can be found."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from alumni.models import Award, Graduate
from edu_week.home.week_page import weeks_with_page
from events.models import ActivityWeek, EventSession, ReportedVisit, StorySection, TimeSlot, Venue
from schools.models import District, Major, School


def current_sessions() -> QuerySet[EventSession]:
    return EventSession.objects.published().filter(week__is_current=True)


def searchable_sessions(now) -> QuerySet[EventSession]:
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


def searchable_majors() -> QuerySet[Major]:
    return Major.objects.published().select_related("school")


def searchable_venues() -> QuerySet[Venue]:
    """Return the venues that have sessions in the current week."""
    return Venue.objects.published().filter(Exists(current_sessions().filter(venue=OuterRef("pk"))))


def searchable_districts() -> QuerySet[District]:
    """Return the districts that have schools, or sessions in the current week."""
    has_sessions = Exists(current_sessions().filter(district=OuterRef("pk")))
    has_schools = Exists(School.objects.published().filter(district=OuterRef("pk")))
    districts = District.objects.published().annotate(has_sessions=has_sessions, has_schools=has_schools)
    return districts.filter(Q(has_sessions=True) | Q(has_schools=True))


def searchable_awards() -> QuerySet[Award]:
    """Return the honours of public graduates, and those that the report gives to several without naming them."""
    return Award.objects.filter(Q(graduate=None) | Q(graduate__in=Graduate.objects.published())).select_related("graduate")


def searchable_weeks() -> QuerySet[ActivityWeek]:
    """Return the editions that have a page of their own."""
    return ActivityWeek.objects.filter(pk__in=weeks_with_page().values("pk"))


def searchable_visits() -> QuerySet[ReportedVisit]:
    """Return the class visits that the story of their week shows, of schools and districts that are public."""
    days = StorySection.objects.published().filter(week=OuterRef("week"), shows=StorySection.Shows.DAYS)
    is_public = Q(school__in=School.objects.published()) | Q(school=None, district__in=District.objects.published())
    return ReportedVisit.objects.filter(Exists(days), is_public).select_related("week", "school", "district", "destination")
