"""Public API of what the press reported of a week: the story in its sections, and the visits."""

import datetime as dt

from django.db.models import Prefetch
from ninja import Router
from ninja.pagination import paginate

from content import clock
from content.api import RecordOut, RecordPagination, Ref, SourcedOut, list_published_related, published_or_none
from content.publishing import public_condition
from events.models import ActivityWeek, EventSession, ReportedVisit, StorySection

router = Router(tags=["events"])


class StorySectionOut(RecordOut):
    """A part of the story of a week. `voice` are exact words of the report, `voice_en` the portal's rendering of them."""

    week: Ref
    title: str
    title_en: str
    text: str
    text_en: str
    voice: str
    voice_en: str
    speaker: str
    speaker_en: str
    figures: list[str]
    schools: list[Ref]
    industry_colleges: list[Ref]
    sessions: list[str]

    @staticmethod
    def resolve_figures(section):
        return [figure.slug for figure in list_published_related(section.figures)]

    @staticmethod
    def resolve_schools(section):
        return list_published_related(section.schools)

    @staticmethod
    def resolve_industry_colleges(section):
        return list_published_related(section.industry_colleges)

    @staticmethod
    def resolve_sessions(section):
        return [session.slug for session in list_published_related(section.sessions)]


class VisitOut(SourcedOut):
    slug: str
    school: Ref | None
    district: Ref | None
    destination: Ref | None
    activity: str
    activity_en: str
    grade_level: str
    grade_level_en: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    date_note: str

    @staticmethod
    def resolve_school(visit):
        return published_or_none(visit.school)

    @staticmethod
    def resolve_district(visit):
        return published_or_none(visit.district)

    @staticmethod
    def resolve_destination(visit):
        return published_or_none(visit.destination)


@router.get("/story", response=list[StorySectionOut])
@paginate(RecordPagination)
def story(request):
    """The stories of all editions, section by section."""
    sections = StorySection.objects.published().select_related("week")
    sessions = Prefetch("sessions", EventSession.objects.select_related("week"))
    return sections.prefetch_related("figures", "schools", "industry_colleges", sessions).order_by("week_id", "order", "pk")


@router.get("/visits", response=list[VisitOut])
@paginate(RecordPagination)
def visits(request):
    reported = ReportedVisit.objects.filter(public_condition(ActivityWeek, clock.now(), "week__"))
    return reported.select_related("school", "district", "destination").order_by("starts_on", "slug")
