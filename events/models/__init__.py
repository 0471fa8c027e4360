from events.models.announcement import Announcement
from events.models.arrival import Arrival, CheckIn, Result, SlotAttendance
from events.models.booking import Booking
from events.models.booking_change import BookingChange
from events.models.booking_event import BookingEvent
from events.models.edition import EditionPreparation, EditionSwap
from events.models.feedback import FeedbackCount, FeedbackGiven
from events.models.message import Message
from events.models.notice import Notice, NoticeText
from events.models.phone_check import PhoneCheck
from events.models.session import Audience, EventSession
from events.models.story_section import StorySection
from events.models.submission import Submission
from events.models.time_slot import TimeSlot
from events.models.transfer_time import TransferTime
from events.models.venue import Venue
from events.models.visit import ReportedVisit
from events.models.visiting_school_count import VisitingSchoolCount
from events.models.week import ActivityWeek, WeekDay

__all__ = [
    "ActivityWeek",
    "Announcement",
    "Arrival",
    "Audience",
    "Booking",
    "BookingChange",
    "BookingEvent",
    "CheckIn",
    "EditionPreparation",
    "EditionSwap",
    "EventSession",
    "FeedbackCount",
    "FeedbackGiven",
    "Message",
    "Notice",
    "NoticeText",
    "PhoneCheck",
    "ReportedVisit",
    "Result",
    "SlotAttendance",
    "StorySection",
    "Submission",
    "TimeSlot",
    "TransferTime",
    "Venue",
    "VisitingSchoolCount",
    "WeekDay",
]
