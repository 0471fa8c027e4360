import datetime as dt
from zoneinfo import ZoneInfo

import factory
from django.db.models import F
from factory.django import DjangoModelFactory

from events.models import (
    ActivityWeek,
    Announcement,
    Booking,
    EventSession,
    ReportedVisit,
    StorySection,
    TimeSlot,
    Venue,
    WeekDay,
)
from tests.factories.schools import RecordFactory, SchoolFactory

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEFORE_THE_WEEK = dt.datetime(2025, 5, 11, 9, 0, tzinfo=SHANGHAI)


class VenueFactory(RecordFactory):
    class Meta:
        model = Venue

    slug = factory.Sequence(lambda n: f"venue-{n}")
    name = factory.Sequence(lambda n: f"第{n}报告厅")


class WeekFactory(RecordFactory):
    """Gets or creates by slug; by default the current week."""

    class Meta:
        model = ActivityWeek
        django_get_or_create = ("slug",)

    slug = "week-2025"
    name = factory.LazyAttribute(lambda week: f"活动周 {week.slug}")
    starts_on = dt.date(2025, 5, 12)
    ends_on = dt.date(2025, 5, 18)
    is_current = factory.LazyAttribute(lambda week: week.slug == "week-2025")


class DayFactory(DjangoModelFactory):
    class Meta:
        model = WeekDay

    week = factory.SubFactory(WeekFactory)
    date = factory.Sequence(lambda n: dt.date(2025, 5, 12) + dt.timedelta(days=n))


class EventSessionFactory(RecordFactory):
    class Meta:
        model = EventSession

    slug = factory.Sequence(lambda n: f"session-{n}")
    week = factory.SubFactory(WeekFactory)
    title = factory.Sequence(lambda n: f"职业体验{n}")
    kind = EventSession.Kind.EXPERIENCE
    venue = factory.SubFactory(VenueFactory)
    booking_mode = EventSession.BookingMode.INDIVIDUAL


class TimeSlotFactory(DjangoModelFactory):
    """Ten places, none kept back, on Saturday morning."""

    class Meta:
        model = TimeSlot

    session = factory.SubFactory(EventSessionFactory)
    starts_at = dt.datetime(2025, 5, 17, 9, 30, tzinfo=SHANGHAI)
    ends_at = factory.LazyAttribute(lambda slot: slot.starts_at + dt.timedelta(hours=1))
    capacity = 10
    kept_back = factory.LazyAttribute(lambda slot: None if slot.capacity is None else 0)


class BookingFactory(DjangoModelFactory):
    """A confirmed booking of one person. Adds it to the slot's `places_taken` unless `counted=False`."""

    class Meta:
        model = Booking
        skip_postgeneration_save = True

    slot = factory.SubFactory(TimeSlotFactory)
    state = Booking.State.CONFIRMED
    people = 1
    contact_name = "Alice"
    phone = factory.Sequence(lambda n: f"136{n:08}")
    created_at = BEFORE_THE_WEEK
    changed_at = factory.SelfAttribute("created_at")
    consented_at = factory.SelfAttribute("created_at")
    consent_version = "2025-05"
    queued_at = factory.LazyAttribute(lambda booking: booking.created_at if booking.state == "waitlisted" else None)

    @factory.post_generation
    def counted(booking, create, extracted, **kwargs):  # noqa: N805
        if create and extracted is not False and booking.takes_places:
            TimeSlot.objects.filter(pk=booking.slot_id).update(places_taken=F("places_taken") + booking.people)


class ClassBookingFactory(BookingFactory):
    """Ten pupils and a teacher, waiting to be approved."""

    slot = factory.SubFactory(TimeSlotFactory, session__booking_mode=EventSession.BookingMode.CLASS, capacity=60)
    kind = Booking.Kind.CLASS
    state = Booking.State.PENDING
    pupils = 10
    adults = 1
    people = factory.LazyAttribute(lambda booking: booking.pupils + booking.adults)
    school_name = "第一中学"
    grade = 8
    class_name = "八年级1班"
    expires_at = dt.datetime(2025, 5, 16, 17, 0, tzinfo=SHANGHAI)


class AnnouncementFactory(RecordFactory):
    class Meta:
        model = Announcement

    slug = factory.Sequence(lambda n: f"news-{n}")
    title = factory.Sequence(lambda n: f"公告{n}")
    publish_at = BEFORE_THE_WEEK


class StorySectionFactory(RecordFactory):
    class Meta:
        model = StorySection

    slug = factory.Sequence(lambda n: f"section-{n}")
    week = factory.SubFactory(WeekFactory)
    title = factory.Sequence(lambda n: f"第{n}段")
    text = "这一段的**正文**。"


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = ReportedVisit

    slug = factory.Sequence(lambda n: f"visit-{n}")
    week = factory.SubFactory(WeekFactory)
    school = factory.SubFactory(SchoolFactory, group="visiting", level="middle")
    activity = "职业体验"
