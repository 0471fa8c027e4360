"""Factories of records for tests; these are valid and published by default."""

from tests.factories.alumni import AwardFactory, GraduateFactory, MilestoneFactory
from tests.factories.events import (
    AnnouncementFactory,
    BookingFactory,
    ClassBookingFactory,
    DayFactory,
    EventSessionFactory,
    TimeSlotFactory,
    VenueFactory,
    VisitFactory,
    WeekFactory,
)
from tests.factories.schools import (
    DistrictFactory,
    EnterpriseFactory,
    FigureFactory,
    FigureStoryFactory,
    IndustryCollegeFactory,
    InitiativeFactory,
    MajorFactory,
    PartnershipFactory,
    SchoolFactory,
    TradeFactory,
    UserFactory,
)

__all__ = [
    "AnnouncementFactory",
    "AwardFactory",
    "BookingFactory",
    "ClassBookingFactory",
    "DayFactory",
    "DistrictFactory",
    "EnterpriseFactory",
    "EventSessionFactory",
    "FigureFactory",
    "FigureStoryFactory",
    "GraduateFactory",
    "IndustryCollegeFactory",
    "InitiativeFactory",
    "MajorFactory",
    "MilestoneFactory",
    "PartnershipFactory",
    "SchoolFactory",
    "TimeSlotFactory",
    "TradeFactory",
    "UserFactory",
    "VenueFactory",
    "VisitFactory",
    "WeekFactory",
]
