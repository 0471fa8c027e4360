"""What the public API tells of weeks, venues, sessions and announcements, and what may be asked of it."""

import datetime as dt
import re
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import override
from ninja import Field, Schema
from pydantic import BeforeValidator

from content.api import RecordOut, Ref, SourcedOut, list_published_related, public_page_url, published_or_none
from content.sample_marks import mark_sample_title
from events.bookings.queries import slot_availability
from events.models import Audience, EventSession
from events.models.sample_parts import join_sample_parts
from schools.api import VisitorInformationOut

CHINESE = "zh-hans"
WRITTEN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DayOut(SourcedOut):
    date: dt.date
    theme: str
    theme_en: str
    lunar: str
    observances: list[Any]


class WeekOut(RecordOut):
    name: str
    name_en: str
    short_name: str
    starts_on: dt.date
    ends_on: dt.date
    is_current: bool
    venue: Ref | None
    introduction: str
    introduction_en: str
    closing_line: str
    days: list[DayOut]

    @staticmethod
    def resolve_venue(week):
        return published_or_none(week.venue)


class VenueOut(VisitorInformationOut, RecordOut):
    name: str
    name_en: str
    kind: str
    school: Ref | None
    part_of: Ref | None
    district: Ref | None
    directions: str
    directions_en: str
    longitude: float | None
    latitude: float | None
    is_step_free: bool | None

    @staticmethod
    def resolve_school(venue):
        return published_or_none(venue.school)

    @staticmethod
    def resolve_part_of(venue):
        return published_or_none(venue.parent)

    @staticmethod
    def resolve_district(venue):
        return published_or_none(venue.district)


class AvailabilityOut(Schema):
    """As in /events/availability.json."""

    capacity: int | None
    bookable: int | None
    left: int | None
    waiting: int
    state: str
    look: str


class SlotOut(SourcedOut):
    """`sample_parts` names what is made up of all the slot says, its session's part included: "whole", "day", "hour" …"""

    id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    is_all_day: bool
    is_cancelled: bool
    cancel_reason: str
    sample_parts: list[str]
    availability: AvailabilityOut

    @staticmethod
    def resolve_sample_parts(slot):
        return sorted(slot.sample_parts)

    @staticmethod
    def resolve_starts_at(slot):
        return timezone.localtime(slot.starts_at)

    @staticmethod
    def resolve_ends_at(slot):
        return timezone.localtime(slot.ends_at)

    @staticmethod
    def resolve_availability(slot, context):
        return slot_availability(slot, context["request"].read_at)


class SessionOut(RecordOut):
    """The titles begin with the word for a sample where `sample_parts` of the session or of a slot names anything."""

    url: str
    title: str
    title_en: str
    kind: str
    audiences: list[str]
    summary: str
    summary_en: str
    description: str
    description_en: str
    host_school: Ref | None
    organiser: str
    organiser_en: str
    district: Ref | None
    venue: Ref | None
    presenter_name: str
    presenter_role: str
    presenter_role_en: str
    industry_colleges: list[Ref]
    majors: list[Ref]
    trades: list[Ref]
    what_to_bring: str
    what_to_bring_en: str
    access_notes: str
    access_notes_en: str
    tags: list[Any]
    booking_mode: str
    is_cancelled: bool
    cancel_reason: str
    sample_parts: list[str]
    slots: list[SlotOut]

    @staticmethod
    def resolve_title(session):
        return mark_title(session, session.title, CHINESE)

    @staticmethod
    def resolve_title_en(session):
        return session.title_en and mark_title(session, session.title_en, "en")

    @staticmethod
    def resolve_sample_parts(session):
        return sorted(find_all_sample_parts(session))

    @staticmethod
    def resolve_url(session):
        return public_page_url("session_detail", session)

    @staticmethod
    def resolve_audiences(session):
        return [audience.code for audience in session.audiences.all()]

    @staticmethod
    def resolve_host_school(session):
        return published_or_none(session.host_school)

    @staticmethod
    def resolve_district(session):
        return published_or_none(session.district)

    @staticmethod
    def resolve_venue(session):
        return published_or_none(session.venue)

    @staticmethod
    def resolve_industry_colleges(session):
        return list_published_related(session.industry_colleges)

    @staticmethod
    def resolve_majors(session):
        return list_published_related(session.majors)

    @staticmethod
    def resolve_trades(session):
        return list_published_related(session.trades)


def mark_title(session: EventSession, title: str, language: str) -> str:
    with override(language):
        return mark_sample_title(title, find_all_sample_parts(session))


def find_all_sample_parts(session: EventSession) -> frozenset[str]:
    return join_sample_parts([session, *session.slots.all()])


class AnnouncementOut(RecordOut):
    title: str
    title_en: str
    body: str
    body_en: str
    is_urgent: bool
    shown_from: dt.datetime
    shown_until: dt.datetime | None

    @staticmethod
    def resolve_shown_from(announcement):
        return timezone.localtime(announcement.publish_at)

    @staticmethod
    def resolve_shown_until(announcement):
        return announcement.unpublish_at and timezone.localtime(announcement.unpublish_at)


Slug = Annotated[str, Field(pattern=r"^[-\w]*$")]


def require_written_day(value):
    """Refuse what pydantic would take for seconds since 1970, such as `0`."""
    if isinstance(value, str) and not WRITTEN_DAY.fullmatch(value):
        raise ValueError("must be a day such as 2025-05-13")
    return value


Day = Annotated[dt.date, BeforeValidator(require_written_day)]


class SessionFilters(Schema):
    """As on the programme's page; a repeated parameter means "or"."""

    day: Day | None = None
    kind: list[EventSession.Kind] = []
    school: list[Slug] = []
    district: list[Slug] = []
    audience: list[Audience.Code] = []
    q: str = Field("", max_length=100)
    week: Slug = Field("", description="Slug of another edition; without it the one shown.")
