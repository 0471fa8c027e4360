"""Addresses of the public API of weeks, venues, sessions and announcements."""

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from ninja.pagination import paginate

from content import clock
from content.api import RecordPagination
from content.local_time import day_bounds
from content.query_values import FIRST_DAY, LAST_DAY
from events.api.schemas import AnnouncementOut, SessionFilters, SessionOut, VenueOut, WeekOut
from events.bookings.queries import with_places
from events.models import ActivityWeek, Announcement, EventSession, TimeSlot, Venue
from events.programme.queries import Filters, filter_published_sessions

router = Router(tags=["events"])


def prefetch_session_records(sessions: QuerySet[EventSession], request) -> QuerySet[EventSession]:
    """Select everything `SessionOut` needs in a fixed number of queries; all availability is of the moment `request.read_at`."""
    request.read_at = clock.now()
    slots = with_places(TimeSlot.objects.order_by("starts_at", "pk"), request.read_at)
    return sessions.select_related("week", "host_school", "district", "venue").prefetch_related(
        "audiences", "industry_colleges", "majors__school", "trades", Prefetch("slots", queryset=slots)
    )


def published_weeks() -> QuerySet[ActivityWeek]:
    return ActivityWeek.objects.published().select_related("venue").prefetch_related("days")


@router.get("/week", response=WeekOut)
def week(request):
    """The edition shown now."""
    return get_object_or_404(published_weeks(), is_current=True)


@router.get("/weeks", response=list[WeekOut])
@paginate(RecordPagination)
def weeks(request):
    """Every edition, the newest first."""
    return published_weeks().order_by("-starts_on", "pk")


@router.get("/sessions", response=list[SessionOut])
@paginate(RecordPagination)
def sessions(request, filters: Query[SessionFilters]):
    programme_filters = Filters(
        kinds=tuple(filters.kind),
        schools=tuple(filters.school),
        districts=tuple(filters.district),
        audiences=tuple(filters.audience),
        q=filters.q,
    )
    edition = get_object_or_404(published_weeks(), slug=filters.week) if filters.week else ActivityWeek.objects.current()
    matches = filter_published_sessions(edition, programme_filters)
    if filters.day:
        matches = filter_by_day(matches, filters.day)
    return prefetch_session_records(matches.order_by("sort_key", "pk"), request)


def filter_by_day(matches, day):
    if not FIRST_DAY <= day <= LAST_DAY:  # a day as good as any to ask for, on which nothing can be
        return matches.none()
    start, end = day_bounds(day)
    return matches.filter(slots__starts_at__gte=start, slots__starts_at__lt=end).distinct()


@router.get("/sessions/{slug}", response=SessionOut)
def session(request, slug: str):
    return get_object_or_404(prefetch_session_records(EventSession.objects.published(), request), slug=slug)


@router.get("/venues", response=list[VenueOut])
@paginate(RecordPagination)
def venues(request):
    return Venue.objects.published().select_related("school", "parent", "district").order_by("sort_key", "pk")


@router.get("/announcements", response=list[AnnouncementOut])
@paginate(RecordPagination)
def announcements(request):
    return Announcement.objects.published(clock.now()).order_by("-publish_at", "-pk")
